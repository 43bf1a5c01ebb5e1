package dev.skein.balance;

/** A server at random, as likely as its weight says. */
public record WeightedRandom() implements Balancer {
    @Override
    public int choose(Tier tier, PickContext context) {
        return tier.draw(context);
    }
}
