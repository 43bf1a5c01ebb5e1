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
            Item next = book.item(id).hastened(now);
            long allowed = Math.max(book.pause(), next.allowed(now, Turn.MOST_FAILED));
            if (!next.open() && allowed > now) {
                throw new IllegalStateException(id + ": orders for it came to nothing, or the authority wants none: "
                        + "the next one is placed in " + Patience.text(allowed - now));
            }
            if (desk.write(page, book.with(next))) {
                return;
            }
        }
        throw new IllegalStateException(id + ": not decided (expected: a majority of the voters that is heard)");
    }
}
