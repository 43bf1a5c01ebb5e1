package dev.skein.balance;

/**
 * The server with the fewest requests in flight in relation to its weight. Servers that tie share by weight, at random,
 * so that an idle pool is used evenly. Looks at every server of a rank: a few nanoseconds each, more where other loops
 * have just written; from some hundred servers on, {@link PowerOfTwo} is nearly as even for less.
 */
public record LeastConnections() implements Balancer {
    @Override
    public int choose(Tier tier, PickContext context) {
        int best = -1;
        long bestLoad = 0;
        long bestWeight = 1;
        long tied = 0;
        for (int server : tier.members()) {
            if (!tier.usable(server, context)) {
                continue;
            }
            long load = tier.load(server).inFlight();
            long weight = tier.weight(server);
            long order = best < 0 ? -1 : Long.compare(load * bestWeight, bestLoad * weight);
            tied = order < 0 ? weight : order == 0 ? tied + weight : tied;
            if (order < 0 || (order == 0 && context.random((int) tied) < weight)) {
                best = server;
                bestLoad = load;
                bestWeight = weight;
            }
        }
        return best;
    }
}
