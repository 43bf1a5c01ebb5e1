package dev.skein.model;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request's head made from text, for tests of whatever reads a {@link RequestView}. Host and path are taken as they are
 * (the host in lower case): nothing is normalised or checked here. Its bytes begin with an odd offset, so that rules
 * that forget a span's start are found out.
 *
 * <pre>{@code
 * RequestText.get("shop.example.com", "/a/b?x=1", "Accept: text/html", "Cookie: a=1; b=2").client("10.0.0.1").build()
 * }</pre>
 */
public final class RequestText {
    private final StringBuilder text = new StringBuilder("garbage ");
    private final List<int[]> fields = new ArrayList<>();
    private final int[] method;
    private final int[] host;
    private final int[] path;
    private final int[] query;
    private final boolean hasQuery;
    private int hostPort = -1;
    private ClientAddress client = ClientAddress.of(InetAddress.ofLiteral("192.0.2.1"), 40000);
    private Protocol protocol = Protocol.HTTP_1_1;
    private boolean secure;

    private RequestText(String method, String host, String target) {
        int mark = target.indexOf('?');
        this.method = add(method);
        this.path = add(mark < 0 ? target : target.substring(0, mark));
        this.query = add(mark < 0 ? "" : target.substring(mark + 1));
        this.hasQuery = mark >= 0;
        this.host = add(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Starts a head.
     *
     * @param host without port; an IPv6 literal in brackets
     * @param target path, and query behind a question mark
     * @param fields lines {@code Name: value}, in their order
     */
    public static RequestText of(String method, String host, String target, String... fields) {
        RequestText request = new RequestText(method, host, target);
        for (String line : fields) {
            request.field(line);
        }
        return request;
    }

    public static RequestText get(String host, String target, String... fields) {
        return of("GET", host, target, fields);
    }

    /** Adds a field line {@code Name: value}; white space around the value is cut. */
    public RequestText field(String line) {
        int colon = line.indexOf(':');
        int[] name = add(line.substring(0, colon));
        int[] value = add(line.substring(colon + 1).strip());
        fields.add(new int[] {name[0], name[1], value[0], value[1]});
        return this;
    }

    public RequestText hostPort(int port) {
        hostPort = port;
        return this;
    }

    /** The client's address as a literal; its port is 40000. */
    public RequestText client(String address) {
        client = ClientAddress.of(InetAddress.ofLiteral(address), 40000);
        return this;
    }

    public RequestText protocol(Protocol version) {
        protocol = version;
        return this;
    }

    public RequestText secure() {
        secure = true;
        return this;
    }

    public RequestView build() {
        return new View(
                text.toString().getBytes(StandardCharsets.ISO_8859_1),
                method,
                host,
                hostPort,
                path,
                query,
                hasQuery,
                fields.toArray(int[][]::new),
                client,
                protocol,
                secure);
    }

    private int[] add(String part) {
        int start = text.length();
        text.append(part);
        int[] span = {start, text.length()};
        text.append('\r');
        return span;
    }

    // Arrays in a record: nobody compares views.
    @SuppressWarnings("ArrayRecordComponent")
    private record View(
            byte[] bytes,
            int[] method,
            int[] host,
            int hostPort,
            int[] path,
            int[] query,
            boolean hasQuery,
            int[][] fields,
            ClientAddress client,
            Protocol protocol,
            boolean secure)
            implements RequestView {

        @Override
        public int methodStart() {
            return method[0];
        }

        @Override
        public int methodEnd() {
            return method[1];
        }

        @Override
        public int hostStart() {
            return host[0];
        }

        @Override
        public int hostEnd() {
            return host[1];
        }

        @Override
        public int pathStart() {
            return path[0];
        }

        @Override
        public int pathEnd() {
            return path[1];
        }

        @Override
        public int queryStart() {
            return query[0];
        }

        @Override
        public int queryEnd() {
            return query[1];
        }

        @Override
        public int fieldCount() {
            return fields.length;
        }

        @Override
        public int nameStart(int field) {
            return fields[field][0];
        }

        @Override
        public int nameEnd(int field) {
            return fields[field][1];
        }

        @Override
        public int valueStart(int field) {
            return fields[field][2];
        }

        @Override
        public int valueEnd(int field) {
            return fields[field][3];
        }
    }
}
