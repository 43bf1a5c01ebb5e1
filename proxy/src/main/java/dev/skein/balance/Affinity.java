package dev.skein.balance;

import dev.skein.model.RequestView;

/**
 * How a session stays with its server. Immutable; used on every event loop; no allocation.
 *
 * <p>A server that drains or leaves keeps the sessions bound to it; one that is down, in maintenance or gone loses them, and
 * so does one that this exchange has tried: they are picked for anew. What a session is differs: a cookie names one, so a
 * draining server gets no new ones; a key ({@link Keyed}) can't tell an old session from a new one, so a draining server
 * keeps all its keys.
 */
public sealed interface Affinity {
    /** No affinity. */
    Affinity NONE = new None();

    /**
     * Number of the server that the request's session is bound to, or -1. Sets {@link PickContext#bound()} and
     * {@link PickContext#issuesCookie()}.
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
            if (server < 0 || !open(set, server, context)) {
                context.session(false, true);
                return -1;
            }
            context.session(true, (found & 1) != 0);
            return server;
        }
    }

    /**
     * A key of the request: a header's value, the application's cookie, the client's address. Bound by consistent hash to
     * one of the servers that accept bound sessions, but for keys that {@link Pins} know better.
     *
     * <p>For an application's cookie the pins matter: the server that made the session chose its name, so the hash of it
     * points anywhere. The exchange calls {@link #learn} for the {@code Set-Cookie} it passes on.
     */
    record Keyed(KeySource key, Pins pins) implements Affinity {
        @Override
        public int bound(Candidates set, RequestView request, PickContext context) {
            long hash = key.hash(request);
            int server = hash == KeySource.ABSENT ? -1 : home(set, hash, context);
            context.session(server >= 0, false);
            return server;
        }

        /** This key belongs to that server from now on. {@code hash} as by {@link KeySource#hash(byte[], int, int)}. */
        public void learn(long hash, Candidate server, long now) {
            if (hash != KeySource.ABSENT) {
                pins.put(hash, server.id(), now);
            }
        }

        private int home(Candidates set, long hash, PickContext context) {
            long pinned = pins.get(hash, context.now());
            if (pinned != Pins.NONE) {
                int server = set.indexOf(pinned);
                if (server >= 0 && open(set, server, context)) {
                    return server;
                }
            }
            Rendezvous hashing = set.boundHashing();
            int server = hashing == null ? -1 : hashing.winner(hash);
            return server >= 0 && open(set, server, context) ? server : -1;
        }
    }

    private static boolean open(Candidates set, int server, PickContext context) {
        context.look(set);
        return set.acceptsBound(server) && !context.isTried(server);
    }
}
