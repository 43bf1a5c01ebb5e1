package dev.skein.balance;

/**
 * Always the same server for the same key: weighted rendezvous hashing ({@link Rendezvous}) over the servers that accept
 * new requests. A server that goes down moves only its own keys, spread over all others, and gets them back. Every node
 * gives the same answer, so zones are not looked at, nor slow start. Requests without the key go to servers at random.
 *
 * @param key where the key is found
 * @param loadBound a server that has more than this many times its fair share of the requests in flight is passed over for
 *     the key's next choice (Mirrokni, Thorup, Zadimoghaddam 2018); at least 1, commonly 1.25; 0 for no bound. Costs a
 *     look at every server's load for each pick
 */
public record ConsistentHash(KeySource key, double loadBound) implements Balancer {
    public ConsistentHash {
        if (loadBound != 0 && !(loadBound >= 1)) {
            throw new IllegalArgumentException("load-bound: " + loadBound + " (expected: 0 or at least 1)");
        }
    }

    @Override
    public int choose(Tier tier, PickContext context) {
        if (context.hash() == KeySource.ABSENT) {
            return tier.draw(context);
        }
        Rendezvous hashing = tier.rendezvous();
        if (loadBound == 0) {
            int server = hashing.winner(context.hash());
            return tier.usable(server, context) ? server : hashing.best(context.hash(), tier.set(), context, 0);
        }
        double allowance = hashing.allowance(tier.set(), loadBound);
        int server = hashing.best(context.hash(), tier.set(), context, allowance);
        return server >= 0 ? server : hashing.best(context.hash(), tier.set(), context, 0);
    }

    @Override
    public boolean ignoresZones() {
        return true;
    }
}
