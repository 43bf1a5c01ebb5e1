package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Outcome;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What spans say, by OpenTelemetry's semantic conventions for HTTP, and under {@code skein.} what these have no word for.
 * Queries are left out: secrets travel in them.
 */
final class SpanAttributes {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final byte[] USER_AGENT = Ascii.bytes("user-agent");
    /** Longer texts are cut. */
    private static final int MOST = 512;

    private SpanAttributes() {}

    static Map<String, Object> ofExchange(Outcome outcome, RequestView head, String pool, String error) {
        Map<String, Object> all = new HashMap<>();
        String method = text(head, head.methodStart(), head.methodEnd());
        all.put("http.request.method", method(head));
        if (!METHODS.contains(method)) {
            all.put("http.request.method_original", method);
        }
        all.put("url.scheme", outcome.secure ? "https" : "http");
        all.put("url.path", text(head, head.pathStart(), head.pathEnd()));
        put(all, "server.address", text(head, head.hostStart(), head.hostEnd()));
        if (head.hostPort() >= 0) {
            all.put("server.port", (long) head.hostPort());
        }
        ClientAddress client = outcome.client;
        if (client != null) {
            all.put("client.address", Ascii.string(client.text(), 0, client.text().length));
        }
        all.put("network.protocol.name", "http");
        all.put("network.protocol.version", version(outcome.protocol));
        int agent = head.find(USER_AGENT, 0);
        put(all, "user_agent.original", agent < 0 ? "" : text(head, head.valueStart(agent), head.valueEnd(agent)));
        if (outcome.status > 0) {
            all.put("http.response.status_code", (long) outcome.status);
        }
        put(all, "error.type", error);
        own(all, outcome, pool);
        return all;
    }

    private static void own(Map<String, Object> all, Outcome outcome, String pool) {
        put(all, "skein.route", outcome.route);
        put(all, "skein.pool", pool);
        all.put("skein.listener", outcome.listener);
        all.put("skein.end", "" + outcome.endSide() + outcome.endPhase());
        all.put("skein.attempts", (long) outcome.attempts);
    }

    /** @param server as written: {@code host:port} */
    static Map<String, Object> ofAttempt(String server, int number, int status, String error) {
        Map<String, Object> all = new HashMap<>();
        int colon = server.lastIndexOf(':');
        boolean port = colon > 0 && PORT.matcher(server.substring(colon + 1)).matches();
        all.put("server.address", port ? server.substring(0, colon) : server);
        if (port) {
            all.put("server.port", Long.parseLong(server.substring(colon + 1)));
        }
        if (number > 1) {
            all.put("http.request.resend_count", number - 1L);
        }
        if (status > 0) {
            all.put("http.response.status_code", (long) status);
        }
        put(all, "error.type", error);
        return all;
    }

    /** One of those that are known, so that there are few. */
    static String method(RequestView head) {
        String method = text(head, head.methodStart(), head.methodEnd());
        return METHODS.contains(method) ? method : "_OTHER";
    }

    private static void put(Map<String, Object> all, String name, String value) {
        if (!value.isEmpty()) {
            all.put(name, value);
        }
    }

    private static String text(RequestView head, int start, int end) {
        return Ascii.string(head.bytes(), start, Math.min(end, start + MOST));
    }

    private static String version(Protocol protocol) {
        return switch (protocol) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
            case HTTP_3 -> "3";
            case TCP -> throw new IllegalArgumentException("TCP has no requests");
        };
    }
}
