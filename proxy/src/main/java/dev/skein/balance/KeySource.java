package dev.skein.balance;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.util.Locale;

/**
 * Where a request's key is found, for consistent hashing, affinity and rate limits. The hash is {@link Hash64} over the
 * bytes as they arrived (paths after normalisation), so every node has the same. Immutable; any thread; no allocation.
 */
public sealed interface KeySource {
    /** What {@link #hash} gives for a request without the key; a key never hashes to it. */
    long ABSENT = 0;

    /** Hash of the request's key, or {@link #ABSENT}. */
    long hash(RequestView request);

    /** The path, without query. */
    static KeySource path() {
        return new Path();
    }

    /** The path and the query. */
    static KeySource uri() {
        return new Uri();
    }

    /** The client's address: all of an IPv4 one, the /64 of an IPv6 one, as that is what one household holds. */
    static KeySource client() {
        return new Client();
    }

    /** The first field of this name; absent if empty. */
    static KeySource header(String name) {
        return new Header(Ascii.bytes(name.toLowerCase(Locale.ROOT)));
    }

    /** The first cookie of this name, names case-sensitive; absent if empty. */
    static KeySource cookie(String name) {
        return new CookieValue(Ascii.bytes(name));
    }

    /** The first query parameter of this name, both compared and hashed without decoding; absent if empty. */
    static KeySource query(String name) {
        return new Query(Ascii.bytes(name));
    }

    /** Hash of a span as a key. */
    static long hash(byte[] bytes, int start, int end) {
        if (start >= end) {
            return ABSENT;
        }
        long hash = Hash64.of(bytes, start, end);
        return hash == ABSENT ? 1 : hash;
    }

    /** See {@link #path()}. */
    record Path() implements KeySource {
        @Override
        public long hash(RequestView request) {
            return KeySource.hash(request.bytes(), request.pathStart(), request.pathEnd());
        }
    }

    /** See {@link #uri()}. */
    record Uri() implements KeySource {
        @Override
        public long hash(RequestView request) {
            long path = KeySource.hash(request.bytes(), request.pathStart(), request.pathEnd());
            if (!request.hasQuery()) {
                return path;
            }
            long hash = Hash64.of(request.bytes(), request.queryStart(), request.queryEnd(), path);
            return hash == ABSENT ? 1 : hash;
        }
    }

    /** See {@link #client()}. */
    record Client() implements KeySource {
        @Override
        public long hash(RequestView request) {
            return hash(request.client());
        }

        /** Hash of an address, for use outside a request. */
        public static long hash(ClientAddress client) {
            return KeySource.hash(client.raw(), 0, client.v6() ? 8 : 4);
        }
    }

    /** See {@link #header(String)}. */
    final class Header implements KeySource {
        private final byte[] name;

        Header(byte[] name) {
            this.name = name;
        }

        @Override
        public long hash(RequestView request) {
            int field = request.find(name, 0);
            return field < 0
                    ? ABSENT
                    : KeySource.hash(request.bytes(), request.valueStart(field), request.valueEnd(field));
        }
    }

    /** See {@link #cookie(String)}. */
    final class CookieValue implements KeySource {
        private final byte[] name;

        CookieValue(byte[] name) {
            this.name = name;
        }

        @Override
        public long hash(RequestView request) {
            long span = Pairs.cookie(request, name);
            return KeySource.hash(request.bytes(), Pairs.start(span), Pairs.end(span));
        }

        /** Hash of the value that a {@code Set-Cookie} field gives this cookie; absent if it sets another one. */
        long set(byte[] bytes, int start, int end) {
            long span = Pairs.setCookie(bytes, start, end, name);
            return KeySource.hash(bytes, Pairs.start(span), Pairs.end(span));
        }
    }

    /** See {@link #query(String)}. */
    final class Query implements KeySource {
        private final byte[] name;

        Query(byte[] name) {
            this.name = name;
        }

        @Override
        public long hash(RequestView request) {
            long span = Pairs.parameter(request.bytes(), request.queryStart(), request.queryEnd(), name);
            return KeySource.hash(request.bytes(), Pairs.start(span), Pairs.end(span));
        }
    }
}
