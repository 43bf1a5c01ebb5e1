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
        tidy(wanted);
        for (Map.Entry<String, List<String>> set : wanted.sets().entrySet()) {
            if (!ground.holds().getAsBoolean()) {
                return;
            }
            String id = set.getKey();
            Turn.Of of = new Turn.Of(wanted.from(), id, set.getValue(), now);
            Turn turn = new Turn(ground, of, authority);
            if (turn.open() && polls.getOrDefault(id, 0L) > now) {
                continue;
            }
            try {
                if (turn.take()) {
                    polls.put(id, turn.nextPoll());
                } else if (wishes.getOrDefault(id, 0L) <= now) {
                    wishes.put(id, now + Wish.EVERY_MILLIS);
                    new Wish(ground, authority).ask(of);
                }
                trouble = "";
            } catch (KeyRingException e) {
                complain(e.text());
            }
        }
    }

    /** No failure of the authority's or of the names': it is tried again with the next look. */
    private void complain(String text) {
        if (!text.equals(trouble)) {
            trouble = text;
            LOG.warn("acme: {}", text);
        }
    }

    private void tidy(Wanted wanted) {
        Desk.Page page = ground.desk().read();
        Set<String> left = new HashSet<>(page.book().items().keySet());
        left.removeAll(wanted.sets().keySet());
        if (!left.isEmpty() && ground.holds().getAsBoolean()) {
            boolean unused =
                    ground.desk().write(page, page.book().only(wanted.sets().keySet()));
            polls.keySet().removeAll(left);
            wishes.keySet().removeAll(left);
        }
    }
}
