package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a {@link Template}. */
sealed interface TemplatePart {

    void append(Variables source, ByteSink sink);

    /**
     * The variable of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static TemplatePart of(String name, @Nullable PathPattern path) {
        for (Variables.Fact fact : Variables.Fact.values()) {
            if (fact.toString().equals(name)) {
                return new Known(fact);
            }
        }
        for (Plain plain : Plain.values()) {
            if (plain.text.equals(name)) {
                return plain;
            }
        }
        int dot = name.indexOf('.') + 1;
        String argument = name.substring(dot);
        return switch (argument.isEmpty() ? "" : name.substring(0, dot)) {
            case "header." -> new Header(Ascii.bytes(argument.toLowerCase(Locale.ROOT)));
            case "cookie." -> new Cookie(Ascii.bytes(argument));
            case "query." -> new Parameter(argument.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case "match." -> new Group(group(argument, path));
            default ->
                throw new IllegalArgumentException("%{" + name + "} (expected: one of "
                        + Arrays.toString(Variables.Fact.values()) + ", " + Arrays.toString(Plain.values())
                        + ", header.NAME, cookie.NAME, query.NAME, match.GROUP)");
        };
    }

    private static int group(String argument, @Nullable PathPattern path) {
        if (path instanceof PathPattern.Regex regex) {
            Map<String, Integer> names = regex.groups();
            Integer named = names.get(argument);
            if (named != null) {
                return named;
            }
            int count = regex.groupCount();
            if (argument.matches("\\d{1,4}") && Integer.parseInt(argument) <= count) {
                return Integer.parseInt(argument);
            }
            throw new IllegalArgumentException("%{match." + argument + "} (expected: 0 to " + count + ", or one of "
                    + names.keySet() + ", the groups of " + regex.expression() + ")");
        }
        throw new IllegalArgumentException(
                "%{match." + argument + "} (expected: only where the route has a path expression)");
    }

    /** What needs no argument and stands in the request's head. */
    enum Plain implements TemplatePart {
        CLIENT_ADDRESS("client.address") {
            @Override
            public void append(Variables source, ByteSink sink) {
                sink.put(source.request().client().text());
            }
        },
        CLIENT_PORT("client.port") {
            @Override
            public void append(Variables source, ByteSink sink) {
                sink.decimal(source.request().client().port());
            }
        },
        METHOD("request.method") {
            @Override
            public void append(Variables source, ByteSink sink) {
                RequestView request = source.request();
                sink.put(request.bytes(), request.methodStart(), request.methodEnd());
            }
        },
        SCHEME("request.scheme") {
            @Override
            public void append(Variables source, ByteSink sink) {
                sink.put(source.request().secure() ? "https" : "http");
            }
        },
        HOST("request.host") {
            @Override
            public void append(Variables source, ByteSink sink) {
                RequestView request = source.request();
                sink.put(request.bytes(), request.hostStart(), request.hostEnd());
            }
        },
        AUTHORITY("request.authority") {
            @Override
            public void append(Variables source, ByteSink sink) {
                HOST.append(source, sink);
                int port = source.request().hostPort();
                if (port >= 0) {
                    sink.put((byte) ':');
                    sink.decimal(port);
                }
            }
        },
        URI("request.uri") {
            @Override
            public void append(Variables source, ByteSink sink) {
                PATH.append(source, sink);
                if (source.request().hasQuery()) {
                    sink.put((byte) '?');
                    QUERY.append(source, sink);
                }
            }
        },
        PATH("request.path") {
            @Override
            public void append(Variables source, ByteSink sink) {
                RequestView request = source.request();
                sink.put(request.bytes(), request.pathStart(), request.pathEnd());
            }
        },
        QUERY("request.query") {
            @Override
            public void append(Variables source, ByteSink sink) {
                RequestView request = source.request();
                sink.put(request.bytes(), request.queryStart(), request.queryEnd());
            }
        },
        PROTOCOL("request.protocol") {
            @Override
            public void append(Variables source, ByteSink sink) {
                sink.put(source.request().protocol().text());
            }
        };

        private final String text;

        Plain(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    // Arrays in records: parts are never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Literal(byte[] text) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            sink.put(text);
        }
    }

    record Known(Variables.Fact fact) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            source.append(fact, sink);
        }
    }

    // See Literal.
    @SuppressWarnings("ArrayRecordComponent")
    record Header(byte[] name) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            RequestView request = source.request();
            int first = request.find(name, 0);
            for (int field = first; field >= 0; field = request.find(name, field + 1)) {
                if (field != first) {
                    sink.put(", ");
                }
                sink.put(request.bytes(), request.valueStart(field), request.valueEnd(field));
            }
        }
    }

    // See Literal.
    @SuppressWarnings("ArrayRecordComponent")
    record Cookie(byte[] name) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            RequestView request = source.request();
            for (int field = request.find(Check.COOKIE, 0); field >= 0; field = request.find(Check.COOKIE, field + 1)) {
                long span = Pairs.cookie(request.bytes(), request.valueStart(field), request.valueEnd(field), name);
                if (span != Pairs.NONE) {
                    sink.put(request.bytes(), Pairs.start(span), Pairs.end(span));
                    return;
                }
            }
        }
    }

    // See Literal.
    @SuppressWarnings("ArrayRecordComponent")
    record Parameter(byte[] name) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            RequestView request = source.request();
            long span = Parameters.next(request.bytes(), request.queryStart(), request.queryEnd(), name);
            if (span != Pairs.NONE) {
                sink.put(request.bytes(), Pairs.start(span), Pairs.end(span));
            }
        }
    }

    record Group(int number) implements TemplatePart {
        @Override
        public void append(Variables source, ByteSink sink) {
            int start = source.match().groupStart(number);
            if (start >= 0) {
                sink.put(source.request().bytes(), start, source.match().groupEnd(number));
            }
        }
    }
}
