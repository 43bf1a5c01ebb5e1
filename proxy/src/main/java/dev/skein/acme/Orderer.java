package dev.skein.acme;

import dev.skein.cluster.keys.KeyRingException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings orders forward while this node is the one that may: each look takes every set of names one step further, as far as
 * the authority and the time allow. All that outlives a look is in the book, so that another node can go on with it. For one
 * thread, which waits for the authority.
 */
final class Orderer {
    private static final Logger LOG = LoggerFactory.getLogger(Orderer.class);

    private final Ground ground;
    /** When an open order is asked after again, and when the authority is asked for its wish; by id. */
    private final Map<String, Long> polls = new HashMap<>();

    private final Map<String, Long> wishes = new HashMap<>();
    private String trouble = "";

    Orderer(Ground ground) {
        this.ground = ground;
    }

    void look(Wanted wanted, Authority authority, long now) {
        if (!ground.shelf().vault().current()) {
            // Orders that another node has placed would look like ones whose account and keys were lost.
            return;
        }
        boolean sound = done(() -> tidy(wanted, now));
        for (Map.Entry<String, List<String>> set : wanted.sets().entrySet()) {
            if (ground.holds().getAsBoolean()) {
                Turn.Of of = new Turn.Of(wanted.from(), set.getKey(), set.getValue(), now);
                sound &= done(() -> step(of, authority));
            }
        }
        trouble = sound ? "" : trouble;
    }

    /** Something that needs the key ring. */
    private interface Step {
        void take() throws KeyRingException;
    }

    private boolean done(Step step) {
        try {
            step.take();
            return true;
        } catch (KeyRingException e) {
            complain(e.text());
            return false;
        }
    }

    private void step(Turn.Of of, Authority authority) throws KeyRingException {
        Turn turn = new Turn(ground, of, authority);
        if (turn.open() && polls.getOrDefault(of.id(), 0L) > of.now()) {
            return;
        }
        if (turn.take()) {
            polls.put(of.id(), turn.nextPoll());
        } else if (wishes.getOrDefault(of.id(), 0L) <= of.now()) {
            wishes.put(of.id(), of.now() + Wish.EVERY_MILLIS);
            new Wish(ground, authority).ask(of);
        }
    }

    /** No failure of the authority's or of the names': it is tried again with the next look. */
    private void complain(String text) {
        if (!text.equals(trouble)) {
            trouble = text;
            LOG.warn("acme: {}", text);
        }
    }

    /**
     * What was agreed on with another authority counts no more, and orders for names that nobody wants any more come to
     * nothing. Their certificates stay until they end: names may come back, and orders are counted.
     */
    private void tidy(Wanted wanted, long now) throws KeyRingException {
        Desk.Page page = ground.desk().read();
        Book book = page.book().at(wanted.from().directory());
        Set<String> left = new HashSet<>(book.items().keySet());
        left.removeAll(wanted.sets().keySet());
        Set<String> over = new HashSet<>();
        for (String id : left) {
            Holding held = ground.shelf().holding(id);
            if (held == null || held.until() <= now) {
                over.add(id);
            } else {
                book = book.with(Item.of(id));
            }
        }
        book = book.without(over);
        if (!book.equals(page.book()) && ground.holds().getAsBoolean()) {
            ground.shelf().forget(over);
            boolean unused = ground.desk().write(page, book);
            polls.keySet().removeAll(left);
            wishes.keySet().removeAll(left);
        }
    }
}
