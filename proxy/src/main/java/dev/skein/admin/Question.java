package dev.skein.admin;

import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes the head of the request that somebody asks about, by the parser that real ones go through. */
final class Question {
    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 64 * 1024, 1000);
    private static final int MOST_URL = 8192;

    private Question() {}

    static RequestHead of(RoutingContext context) {
        Fields fields = Fields.of(context, Set.of("method", "url", "headers", "client"));
        String url = fields.required("url", MOST_URL);
        String method = Objects.requireNonNullElse(fields.text("method", 100), "GET");
        int scheme = url.indexOf("://");
        String protocol = scheme < 0 ? "" : url.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!protocol.equals("http") && !protocol.equals("https")) {
            throw fields.wrong("url", "http://HOST/PATH or https://…");
        }
        String rest = url.substring(scheme + 3);
        int end = end(rest);
        String text = text(fields, method, rest.substring(0, end), target(rest.substring(end)));
        return head(text, client(fields, context), protocol.equals("https"));
    }

    /** As if it had come from that client. */
    static RequestHead head(String text, ClientAddress client, boolean secure) {
        RequestHead head = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        ByteBuf bytes = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
        if (head.read(bytes) != Head.COMPLETE) {
            throw Refusal.of(
                    400,
                    "url, method, headers: " + (head.reason().isEmpty() ? "incomplete" : head.reason())
                            + " (expected: a request that is not refused as malformed)");
        }
        head.from(client, secure);
        return head;
    }

    /** Where the authority ends. */
    private static int end(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    /** Path and query; what follows # never leaves a browser. */
    private static String target(String rest) {
        int fragment = rest.indexOf('#');
        String target = fragment < 0 ? rest : rest.substring(0, fragment);
        return target.startsWith("/") ? target : "/" + target;
    }

    private static String text(Fields fields, String method, String authority, String target) {
        StringBuilder text = new StringBuilder(256);
        text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean host = false;
        Object headers = fields.value("headers");
        if (headers != null && !(headers instanceof JsonObject)) {
            throw fields.wrong("headers", "an object of names and values");
        }
        if (headers instanceof JsonObject named) {
            for (Map.Entry<String, Object> header : named) {
                host |= header.getKey().equalsIgnoreCase("host");
                List<?> values =
                        header.getValue() instanceof JsonArray list ? list.getList() : List.of(header.getValue());
                values.forEach(value -> header(text, header.getKey(), value));
            }
        }
        if (!host) {
            text.append("Host: ").append(authority).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static void header(StringBuilder text, String name, Object value) {
        if (!(value instanceof String line) || line.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw Refusal.of(
                    400, "headers." + name + ": " + value + " (expected: one line of text, or a list of them)");
        }
        text.append(name).append(": ").append(line).append("\r\n");
    }

    private static ClientAddress client(Fields fields, RoutingContext context) {
        String given = fields.text("client", 64);
        String address = given == null ? Access.address(context.request().remoteAddress()) : given;
        try {
            return ClientAddress.of(InetAddress.ofLiteral(address), 0);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("client", "an IPv4 or IPv6 address");
        }
    }
}
