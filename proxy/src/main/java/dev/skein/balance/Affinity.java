package dev.skein.balance;

import dev.skein.model.RequestView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a session stays with its server. Immutable; used on every event loop; no allocation.
 *
 * <p>A server that drains or leaves keeps the sessions bound to it; one that is down, in maintenance or gone loses them, and
 * so does one that this exchange has tried: they are picked for anew. What a session is differs: a cookie names one, so a
 * draining server gets no new ones; a key ({@link Keyed}) can't tell an old session from a new one, so a draining server
 * keeps all its keys.
 *
 * <p>A session whose server has all its places taken waits for it, as elsewhere it would be lost.
 */
public sealed interface Affinity {
    /** No affinity. */
    Affinity NONE = new None();

    /** The session is bound to a server that is full. */
    int WAIT = -2;

    /**
     * Number of the server that the request's session is bound to, -1 if there is none, or {@link #WAIT}. Sets {@link
     * PickContext#bound()} and {@link PickContext#issuesCookie()}.
     */
    int bound(Candidates set, RequestView request, PickContext context);

    /** No session. */
    record None() implements Affinity {
        @Override
        public int bound(Candidates set, RequestView request, PickContext context) {
            context.session(false, false);
            return -1;
        }
    }

    /** A cookie of our own, which names the server without telling its name. */
    record Cookie(SessionCookie cookie) implements Affinity {
        @Override
        public int bound(Candidates set, RequestView request, PickContext context) {
            SessionTokens tokens = set.tokens();
            int found = tokens == null ? SessionTokens.UNKNOWN : tokens.find(request, cookie);
            int server = found == SessionTokens.UNKNOWN ? -1 : found >>> 1;
            int open = server < 0 ? -1 : open(set, server, context);
            context.session(open != -1, open == -1 || (found & 1) != 0);
            return open;
        }
    }

    /**
     * A key of the request: a header's value, the application's cookie, the client's address. Bound by consistent hash to
     * one of the servers that accept bound sessions, but for keys that {@link Pins} know better.
     *
     * <p>For an application's cookie the pins matter: the server that made the session chose its name, so the hash of it
     * points anywhere. They are learnt from the {@code Set-Cookie} fields that pass ({@link Candidates#learn}).
     *
     * @param recent where each session was last; null: not kept
     */
    record Keyed(KeySource key, Pins pins, @Nullable Pins recent) implements Affinity {
        /** Without a memory of recent keys: they move as the hash says when servers come. */
        public Keyed(KeySource key, Pins pins) {
            this(key, pins, null);
        }

        @Override
        public int bound(Candidates set, RequestView request, PickContext context) {
            return bound(set, key.hash(request), context);
        }

        /** The same for the hash of a key. */
        public int bound(Candidates set, long hash, PickContext context) {
            int server = hash == KeySource.ABSENT ? -1 : home(set, hash, context);
            context.session(server != -1, false);
            if (recent != null && server >= 0) {
                long id = set.at(server).id();
                if (recent.get(hash, context.now()) != id) {
                    recent.put(hash, id, context.now());
                }
            }
            return server;
        }

        /**
         * Other servers are about to be chosen from: recent sessions whose home would move although their server still
         * takes them are pinned to it. Control thread, before the set is published.
         */
        void stay(Candidates next, long now, Pins.Listener pinned) {
            Rendezvous hashing = next.boundHashing();
            if (recent == null || hashing == null) {
                return;
            }
            recent.each(now, (hash, id) -> {
                int server = next.indexOf(id);
                long pin = pins.get(hash, now);
                if (server < 0 || !next.acceptsBound(server)) {
                    // The session moves; where to, only the node of its next request will know.
                    recent.forget(hash);
                    return;
                }
                if (pin == id) {
                    return;
                }
                int home = hashing.winner(hash);
                if (pin != Pins.NONE || (home >= 0 && next.at(home).id() != id)) {
                    pins.putTold(hash, id, now);
                    pinned.pinned(hash, id);
                }
            });
        }

        /** Whether the key's session is where it is although its hash says otherwise. Any thread. */
        public boolean pinned(long hash, long now) {
            return pins.get(hash, now) != Pins.NONE;
        }

        /**
         * How many of the sessions that this node saw lately are bound to each server, by its id; null where that is not
         * kept. Looks at all; any thread.
         */
        public @Nullable Map<Long, Integer> counts(long now) {
            Pins kept = kept();
            if (kept == null) {
                return null;
            }
            Map<Long, Integer> counts = new HashMap<>();
            kept.each(now, (hash, id) -> counts.merge(id, 1, Integer::sum));
            return counts;
        }

        /** Whether sessions are remembered, and so can be counted and moved. */
        public boolean remembers() {
            return kept() != null;
        }

        /** What sessions are remembered in; null if they are not. */
        private @Nullable Pins kept() {
            Pins kept = recent == null ? pins : recent;
            return kept.capacity() == 0 || (recent == null && !learns()) ? null : kept;
        }

        /**
         * Takes all sessions that this node saw lately off that server, each as {@link #unbind} does. Looks at all; any
         * thread.
         *
         * @return how many; -1 where there is no other server for them or nothing is remembered
         */
        public int unbindAll(Candidates set, int from, long now) {
            Pins kept = kept();
            Rendezvous hashing = set.boundHashing();
            if (kept == null || hashing == null || hashing.winnerBut(1, from) < 0) {
                return -1;
            }
            long server = set.at(from).id();
            Set<Long> hashes = new HashSet<>();
            Pins.Listener mine = (hash, id) -> {
                if (id == server) {
                    hashes.add(hash);
                }
            };
            kept.each(now, mine);
            pins.each(now, mine);
            for (long hash : hashes) {
                unbind(set, hash, from, now);
                if (recent != null) {
                    // Counted again with its next request, where that goes.
                    recent.forget(hash);
                }
            }
            return hashes.size();
        }

        /**
         * Takes a key's session off that server: it is bound to another one from now on, on all nodes soon. Any thread.
         *
         * @return number of the other server, -1 where there is none or nothing is remembered
         */
        public int unbind(Candidates set, long hash, int from, long now) {
            Rendezvous hashing = set.boundHashing();
            int other = hashing == null || pins.capacity() == 0 ? -1 : hashing.winnerBut(hash, from);
            if (other >= 0) {
                pins.put(hash, set.at(other).id(), now);
            }
            return other;
        }

        /** Whether sessions are made by servers, so that their cookies must be watched for. */
        boolean learns() {
            return key instanceof KeySource.CookieValue;
        }

        /** Pins the session that a {@code Set-Cookie} value begins, if it is the cookie in question. */
        boolean learn(byte[] bytes, int start, int end, Candidate server, long now) {
            long hash = key instanceof KeySource.CookieValue cookie ? cookie.set(bytes, start, end) : KeySource.ABSENT;
            if (hash == KeySource.ABSENT || pins.get(hash, now) == server.id()) {
                return false;
            }
            pins.put(hash, server.id(), now);
            return true;
        }

        private int home(Candidates set, long hash, PickContext context) {
            long pinned = pins.get(hash, context.now());
            int server = pinned == Pins.NONE ? -1 : set.indexOf(pinned);
            int open = server < 0 ? -1 : open(set, server, context);
            Rendezvous hashing = set.boundHashing();
            if (open != -1 || hashing == null) {
                return open;
            }
            int home = hashing.winner(hash);
            return home < 0 ? -1 : open(set, home, context);
        }
    }

    private static int open(Candidates set, int server, PickContext context) {
        context.look(set);
        if (!set.acceptsBound(server) || context.isTried(server)) {
            return -1;
        }
        return set.usable(server, context) ? server : WAIT;
    }
}
