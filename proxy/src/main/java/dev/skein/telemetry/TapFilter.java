package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which exchanges somebody wants to see. Immutable; any thread; looking allocates nothing. */
public final class TapFilter {
    /** What may be asked for, by name; docs/admin-api.md has what each means. */
    public static final Set<String> NAMES =
            Set.of("route", "pool", "server", "method", "host", "path", "client", "status", "slower", "end");

    private static final int MOST_TEXT = 300;
    private static final int MOST_STATUS = 599;
    private static final int DAY_MILLIS = 86_400_000;

    private final String route;
    private final String pool;
    private final String server;
    private final byte[] method;
    private final byte[] host;
    private final byte[] path;
    private final byte[] client;
    private final int leastStatus;
    private final long leastNanos;
    private final boolean failed;
    private final Map<String, String> asked;

    private TapFilter(Map<String, String> asked) {
        this.asked = Map.copyOf(asked);
        this.route = text("route");
        this.pool = text("pool");
        this.server = text("server");
        this.method = Ascii.bytes(text("method"));
        this.host = Ascii.bytes(text("host").toLowerCase(Locale.ROOT));
        this.path = Ascii.bytes(text("path"));
        this.client = Ascii.bytes(text("client"));
        this.leastStatus = number("status", MOST_STATUS);
        this.leastNanos = TimeUnit.MILLISECONDS.toNanos(number("slower", DAY_MILLIS));
        this.failed = text("end").equals("failed");
    }

    /**
     * What was asked for; names that are left out, or empty, ask for nothing.
     *
     * @throws IllegalArgumentException with name, value and rule
     */
    public static TapFilter of(Map<String, String> asked) {
        asked.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(name + ": unknown (expected: one of " + new TreeSet<>(NAMES) + ")");
            }
            if (value.length() > MOST_TEXT || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        name + ": not so (expected: at most " + MOST_TEXT + " visible characters of ASCII)");
            }
        });
        String end = asked.getOrDefault("end", "");
        if (!end.isEmpty() && !end.equals("failed")) {
            throw new IllegalArgumentException("end: " + end + " (expected: failed)");
        }
        return new TapFilter(asked);
    }

    /** The same, as it was asked for. */
    public Map<String, String> asked() {
        return asked;
    }

    private String text(String name) {
        return asked.getOrDefault(name, "");
    }

    private int number(String name, int most) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through: it is as wrong as a number out of range.
        }
        throw new IllegalArgumentException(name + ": " + text + " (expected: 0 to " + most + ")");
    }

    boolean matches(Outcome outcome, String inPool) {
        return outcome.status >= leastStatus
                && outcome.totalNanos >= leastNanos
                && (!failed || outcome.failure != Failure.NONE)
                && (route.isEmpty() || route.equals(outcome.route))
                && (pool.isEmpty() || pool.equals(inPool))
                && (server.isEmpty() || outcome.server != null && server.equals(outcome.server.server()))
                && (client.length == 0 || outcome.client != null && Arrays.equals(client, outcome.client.text()))
                && ofRequest(outcome.request);
    }

    private boolean ofRequest(@Nullable RequestView request) {
        if (request == null) {
            return method.length == 0 && host.length == 0 && path.length == 0;
        }
        byte[] bytes = request.bytes();
        return (method.length == 0 || same(bytes, request.methodStart(), request.methodEnd(), method))
                && (host.length == 0 || same(bytes, request.hostStart(), request.hostEnd(), host))
                && begins(bytes, request.pathStart(), request.pathEnd(), path);
    }

    private static boolean same(byte[] bytes, int start, int end, byte[] wanted) {
        return Arrays.equals(bytes, start, end, wanted, 0, wanted.length);
    }

    private static boolean begins(byte[] bytes, int start, int end, byte[] wanted) {
        return end - start >= wanted.length && same(bytes, start, start + wanted.length, wanted);
    }
}
