package dev.skein.acme;

/**
 * Has a certificate ordered before its time. Any node writes that into the book; whichever has the role goes by it, within the
 * bounds that authorities set.
 */
record Haste(Desk desk) {
    /** Others may write at the same time. */
    private static final int TRIES = 3;

    /**
     * Returns when it is agreed on; waits for the register.
     *
     * @param now in milliseconds since 1970
     * @throws IllegalStateException saying why it will not be ordered now
     */
    void of(Wanted wanted, String id, long now) {
        for (int left = TRIES; left > 0; left--) {
            Desk.Page page = desk.read();
            Book book = page.book().at(wanted.from().directory());
            refuse(book, book.item(id), now);
            if (desk.write(page, book.with(book.item(id).hastened(now)))) {
                return;
            }
        }
        throw new IllegalStateException(id + ": not decided (expected: a majority of the voters that is heard)");
    }

    /** Our own patience may be cut short, but not the authority's, and what it counts is not used up for nothing. */
    private static void refuse(Book book, Item item, long now) {
        if (item.barred() > now) {
            throw new IllegalStateException(item.id() + ": the authority wants to be asked again in "
                    + Patience.text(item.barred() - now) + ", and not before");
        }
        long allowed = Math.max(book.pause(), item.hastened(now).allowed(now, Turn.MOST_FAILED));
        if (!item.open() && allowed > now) {
            throw new IllegalStateException(item.id()
                    + ": orders for it came to nothing, or the authority wants none: the next one is placed in "
                    + Patience.text(allowed - now));
        }
        if (item.fresh(now)) {
            throw new IllegalStateException(item.id()
                    + ": was issued a short time ago, and authorities count (expected: an hour between two, or a"
                    + " sixth of their time; another one can be ordered in "
                    + Patience.text(item.notBefore() - now) + ")");
        }
    }
}
