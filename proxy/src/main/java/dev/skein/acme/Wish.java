package dev.skein.acme;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an authority when it would like a certificate to be renewed (RFC 9773), and keeps that in mind. */
record Wish(Ground ground, Authority authority) {
    /** How often. */
    static final long EVERY_MILLIS = TimeUnit.HOURS.toMillis(6);

    private static final Logger LOG = LoggerFactory.getLogger(Wish.class);
    /** A window that moves less changes nothing. */
    private static final long SUBSTANTIAL_MILLIS = TimeUnit.HOURS.toMillis(1);

    void ask(Turn.Of of) {
        Account account = ground.shelf().made(of.settings().directory());
        Holding held = ground.shelf().holding(of.id());
        if (account == null || held == null) {
            return;
        }
        try {
            Authority.Window window = authority.renewal(account, held.own());
            if (window != null) {
                keep(of.id(), window);
            }
        } catch (AuthorityException e) {
            LOG.debug("{}: the authority's wish is not known: {}", of.id(), e.text());
        }
    }

    /** A time within the window, at random, so that not all come at its beginning. */
    private void keep(String id, Authority.Window window) {
        Desk.Page page = ground.desk().read();
        Item item = page.book().item(id);
        long at = item.suggested();
        if (at < window.from() - SUBSTANTIAL_MILLIS || at > window.until()) {
            long chosen = window.from() + ground.random().nextLong(Math.max(1, window.until() - window.from()));
            if (ground.holds().getAsBoolean()) {
                boolean unused = ground.desk().write(page, page.book().with(item.suggested(chosen)));
            }
        }
    }
}
