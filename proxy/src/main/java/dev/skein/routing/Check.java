package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.NetworkSet;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.nio.charset.StandardCharsets;

/** A {@link Condition} other than host and path, compiled. */
sealed interface Check {
    byte[] COOKIE = Ascii.bytes("cookie");

    boolean passes(RequestView request, MatchScratch scratch);

    static Check of(Condition condition) {
        return switch (condition) {
            case Condition.Methods methods ->
                new Method(methods.names().stream().map(Ascii::bytes).toArray(byte[][]::new));
            case Condition.Header header -> new Field(Ascii.bytes(header.name()), ValueTest.of(header.value()));
            case Condition.Query query -> new Parameter(utf8(query.name()), ValueTest.of(query.value()));
            case Condition.Cookie cookie -> new Cookie(utf8(cookie.name()), ValueTest.of(cookie.value()));
            case Condition.Clients clients -> new Client(clients.networks());
            case Condition.Scheme scheme -> new Scheme(scheme.secure());
            case Condition.Hosts _ -> throw new IllegalArgumentException("a host is found by look-up");
            case Condition.Path _ -> throw new IllegalArgumentException("a path is found by look-up");
        };
    }

    // Arrays in records: checks are never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Method(byte[][] names) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            byte[] bytes = request.bytes();
            for (byte[] name : names) {
                if (Ascii.equals(bytes, request.methodStart(), request.methodEnd(), name)) {
                    return true;
                }
            }
            return false;
        }
    }

    // See Method.
    @SuppressWarnings("ArrayRecordComponent")
    record Field(byte[] name, ValueTest test) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            byte[] bytes = request.bytes();
            for (int field = request.find(name, 0); field >= 0; field = request.find(name, field + 1)) {
                if (test.passes(bytes, request.valueStart(field), request.valueEnd(field), scratch)) {
                    return !test.absent();
                }
            }
            return test.absent();
        }
    }

    // See Method.
    @SuppressWarnings("ArrayRecordComponent")
    record Cookie(byte[] name, ValueTest test) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            for (int field = request.find(COOKIE, 0); field >= 0; field = request.find(COOKIE, field + 1)) {
                if (anyIn(request, field, scratch)) {
                    return !test.absent();
                }
            }
            return test.absent();
        }

        private boolean anyIn(RequestView request, int field, MatchScratch scratch) {
            byte[] bytes = request.bytes();
            int end = request.valueEnd(field);
            long span = Pairs.cookie(bytes, request.valueStart(field), end, name);
            while (span != Pairs.NONE) {
                if (test.passes(bytes, Pairs.start(span), Pairs.end(span), scratch)) {
                    return true;
                }
                span = Pairs.cookie(bytes, Pairs.end(span), end, name);
            }
            return false;
        }
    }

    // See Method.
    @SuppressWarnings("ArrayRecordComponent")
    record Parameter(byte[] name, ValueTest test) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            byte[] bytes = request.bytes();
            int end = request.queryEnd();
            long span = Parameters.next(bytes, request.queryStart(), end, name);
            while (span != Pairs.NONE) {
                if (decodedPasses(bytes, Pairs.start(span), Pairs.end(span), scratch)) {
                    return !test.absent();
                }
                span = Parameters.next(bytes, Pairs.end(span), end, name);
            }
            return test.absent();
        }

        private boolean decodedPasses(byte[] bytes, int start, int end, MatchScratch scratch) {
            if (!Percent.encoded(bytes, start, end)) {
                return test.passes(bytes, start, end, scratch);
            }
            scratch.decoded.clear();
            Percent.decode(bytes, start, end, scratch.decoded);
            return test.passes(scratch.decoded.bytes(), 0, scratch.decoded.length(), scratch);
        }
    }

    record Scheme(boolean secure) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            return request.secure() == secure;
        }
    }

    record Client(NetworkSet networks) implements Check {
        @Override
        public boolean passes(RequestView request, MatchScratch scratch) {
            return networks.contains(request.client());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
