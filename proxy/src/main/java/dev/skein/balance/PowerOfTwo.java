package dev.skein.balance;

/**
 * Two servers at random, as likely as their weights say; of these the one with fewer requests in flight in relation to its
 * weight (Mitzenmacher 2001). Nearly as even as {@link LeastConnections} at a cost that does not grow with the pool, and
 * without the herd that several nodes form when all see the same least loaded server.
 */
public record PowerOfTwo() implements Balancer {
    @Override
    public int choose(Tier tier, PickContext context) {
        int one = tier.draw(context);
        int other = tier.drawOther(one, context);
        return other >= 0 && lighter(tier, other, one) ? other : one;
    }

    private static boolean lighter(Tier tier, int left, int right) {
        long mine = (long) tier.load(left).inFlight() * tier.weight(right);
        long its = (long) tier.load(right).inFlight() * tier.weight(left);
        return mine < its;
    }
}
