package dev.skein.balance;

/**
 * Each server in turn, as often as its weight says and evenly spread: nginx's smooth weighted round robin, from a
 * precomputed {@link Schedule} with one cursor a loop ({@link Rotation}). With equal weights, plain round robin. A server
 * passed over gives its turn to all others in turn, not to its neighbour.
 */
public record RoundRobin() implements Balancer {
    @Override
    public int choose(Tier tier, PickContext context) {
        int[] schedule = tier.schedule();
        Rotation rotation = tier.set().selection().rotation();
        for (int step = 0; step < schedule.length; step++) {
            int server = schedule[rotation.next(context.loop(), tier.rank(), schedule.length)];
            if (tier.usable(server, context)) {
                return server;
            }
        }
        return -1;
    }
}
