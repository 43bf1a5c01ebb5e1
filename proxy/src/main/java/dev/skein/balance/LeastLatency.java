package dev.skein.balance;

/**
 * Two servers at random, as likely as their weights say; of these the one with the lower product of expected latency and
 * requests it would have in flight (in relation to its weight): Finagle's peak EWMA. Latency reacts to a peak at once and
 * recovers over about ten seconds ({@link ServerLoad#latencyNanos}). A server of which nothing is known yet, or any more,
 * is tried with one request and no more until that is answered.
 */
public record LeastLatency() implements Balancer {
    /** What an unknown latency counts as once a request is in flight: more than any server that answers. */
    private static final float UNKNOWN = 1e12f;

    /** Below this an average has faded: nothing has been heard for long. */
    private static final float FADED = 1000;

    @Override
    public int choose(Tier tier, PickContext context) {
        int one = tier.draw(context);
        int other = tier.drawOther(one, context);
        return other >= 0 && cost(tier, other, context) < cost(tier, one, context) ? other : one;
    }

    private static float cost(Tier tier, int server, PickContext context) {
        ServerLoad load = tier.load(server);
        float latency = load.latencyNanos(context.now());
        int inFlight = load.inFlight();
        if (latency < FADED) {
            return inFlight == 0 ? 0 : UNKNOWN + inFlight;
        }
        return latency * (1 + (float) inFlight * tier.heaviest() / tier.weight(server));
    }
}
