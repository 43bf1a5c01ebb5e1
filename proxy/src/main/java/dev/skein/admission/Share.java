package dev.skein.admission;

/** The rule for shares, in one place. */
final class Share {
    private Share() {}

    static double checked(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: above 0, at most 1)");
        }
        return share;
    }
}
