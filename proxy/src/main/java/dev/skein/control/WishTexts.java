package dev.skein.control;

import dev.skein.cluster.LastWins.Entry;
import java.util.Locale;

/** What the journal says of wishes. */
final class WishTexts {
    private WishTexts() {}

    private static String describe(Wish wish) {
        return wish.state().name().toLowerCase(Locale.ROOT)
                + (wish.weight() == null ? "" : ", weight " + wish.weight())
                + (wish.reason().isEmpty() ? "" : ": " + wish.reason());
    }

    /** That something else is wanted now, since that node was told. */
    static String told(Wish wish, String toldTo, String self, boolean localOnly) {
        return describe(wish)
                + (toldTo.equals(self) ? "" : " (told to node " + toldTo + ")")
                + (localOnly ? " (local only: most of the cluster can't be reached)" : "");
    }

    /** Which of two wishes counts, and why. */
    static String outcome(Entry<Wish> kept, Entry<Wish> dropped) {
        return text(kept) + " is later than " + text(dropped) + " and counts";
    }

    private static String text(Entry<Wish> entry) {
        Wish wish = entry.value();
        return describe(wish) + " by " + (wish.author().isEmpty() ? "nobody" : wish.author()) + " on "
                + entry.stamp().author();
    }
}
