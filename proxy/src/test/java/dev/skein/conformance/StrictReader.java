package dev.skein.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages by the letter of RFC 9112, and objects to all that it says a sender must not do. Written apart from the
 * proxy's own parser, with other means: what went through one must please the other.
 */
public final class StrictReader {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile(TOKEN + " [\\x21-\\x7e&&[^#]]+ HTTP/1\\.[01]");
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] [1-9]\\d\\d [\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern FIELD = Pattern.compile(TOKEN + ":[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern CHUNK = Pattern.compile("[0-9A-Fa-f]{1,15}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~!$&'()*+;=-]*|\\[[0-9A-Fa-f:.]+])(:\\d{0,5})?");

    private final String text;
    private int at;

    private StrictReader(String text, int from) {
        this.text = text;
        this.at = from;
    }

    /** The request that begins there; null while it has not come whole. */
    public static @Nullable Message request(String text, int from) throws Ambiguous {
        StrictReader reader = new StrictReader(text, from);
        List<String> head = reader.head(REQUEST_LINE);
        if (head == null) {
            return null;
        }
        Message message = new Message(head.getFirst(), head.subList(1, head.size()), "", List.of(), from);
        List<String> hosts = message.values("host");
        if (hosts.size() > 1 || hosts.isEmpty() && head.getFirst().endsWith("1.1")) {
            throw new Ambiguous(hosts.size() + " Hosts");
        }
        if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst()).matches()) {
            throw new Ambiguous("Host: " + hosts.getFirst());
        }
        return reader.withBody(message, false);
    }

    /**
     * The response that begins there; null while it has not come whole.
     *
     * @param bodiless whether it has none whatever it says, since HEAD was asked
     * @param over whether the connection has ended, so that no more comes
     */
    public static @Nullable Message response(String text, int from, boolean bodiless, boolean over) throws Ambiguous {
        StrictReader reader = new StrictReader(text, from);
        List<String> head = reader.head(STATUS_LINE);
        if (head == null) {
            return null;
        }
        Message message = new Message(head.getFirst(), head.subList(1, head.size()), "", List.of(), reader.at);
        int status = message.status();
        if (status < 200 || status == 204) {
            reader.unframed(message);
            return message;
        }
        if (bodiless || status == 304) {
            reader.framing(message);
            return message;
        }
        if (reader.framing(message) >= 0 || !message.values("transfer-encoding").isEmpty()) {
            return reader.withBody(message, true);
        }
        return over
                ? new Message(message.start(), message.fields(), text.substring(reader.at), List.of(), text.length())
                : null;
    }

    private void unframed(Message message) throws Ambiguous {
        if (!message.values("content-length").isEmpty()
                || !message.values("transfer-encoding").isEmpty()) {
            throw new Ambiguous("framing of a response that has no body");
        }
    }

    private @Nullable List<String> head(Pattern startLine) throws Ambiguous {
        List<String> lines = lines();
        if (lines == null) {
            return null;
        }
        if (lines.isEmpty() || !startLine.matcher(lines.getFirst()).matches()) {
            throw new Ambiguous("start line: " + (lines.isEmpty() ? "" : lines.getFirst()));
        }
        fieldsOnly(lines.subList(1, lines.size()));
        return lines;
    }

    private static void fieldsOnly(List<String> lines) throws Ambiguous {
        for (String line : lines) {
            if (!FIELD.matcher(line).matches()) {
                throw new Ambiguous("field: " + line);
            }
        }
    }

    /** Lines up to an empty one, each ended by CR LF. */
    private @Nullable List<String> lines() throws Ambiguous {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                return lines;
            }
            lines.add(line);
        }
    }

    private @Nullable String line() throws Ambiguous {
        int lf = text.indexOf('\n', at);
        if (lf < 0) {
            return null;
        }
        if (lf == at || text.charAt(lf - 1) != '\r') {
            throw new Ambiguous("a line that ends with LF alone");
        }
        String line = text.substring(at, lf - 1);
        if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
            throw new Ambiguous("CR or NUL in a line");
        }
        at = lf + 1;
        return line;
    }

    /** The announced length; -1 where there is none. */
    private long framing(Message message) throws Ambiguous {
        List<String> lengths = message.values("content-length");
        List<String> codings = message.values("transfer-encoding");
        if (lengths.size() > 1 || codings.size() > 1 || !lengths.isEmpty() && !codings.isEmpty()) {
            throw new Ambiguous("framing: " + lengths + " and " + codings);
        }
        if (!codings.isEmpty() && !codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")) {
            throw new Ambiguous("Transfer-Encoding: " + codings.getFirst());
        }
        if (!lengths.isEmpty() && !LENGTH.matcher(lengths.getFirst()).matches()) {
            throw new Ambiguous("Content-Length: " + lengths.getFirst());
        }
        return lengths.isEmpty() ? -1 : Long.parseLong(lengths.getFirst());
    }

    private @Nullable Message withBody(Message message, boolean response) throws Ambiguous {
        long length = framing(message);
        if (!message.values("transfer-encoding").isEmpty()) {
            if (!response && message.start().endsWith("1.0")) {
                throw new Ambiguous("Transfer-Encoding in HTTP/1.0");
            }
            return chunked(message);
        }
        long size = Math.max(length, 0);
        if (text.length() - at < size) {
            return null;
        }
        String body = text.substring(at, at + (int) size);
        return new Message(message.start(), message.fields(), body, List.of(), at + (int) size);
    }

    private @Nullable Message chunked(Message message) throws Ambiguous {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (!CHUNK.matcher(line).matches()) {
                throw new Ambiguous("chunk: " + line);
            }
            long announced = Long.parseLong(line, 16);
            if (announced == 0) {
                List<String> trailers = lines();
                if (trailers == null) {
                    return null;
                }
                fieldsOnly(trailers);
                return new Message(message.start(), message.fields(), body.toString(), trailers, at);
            }
            if (text.length() - at - 2 < announced) {
                return null;
            }
            int size = (int) announced;
            body.append(text, at, at + size);
            if (!text.startsWith("\r\n", at + size)) {
                throw new Ambiguous("a chunk that is longer than it says");
            }
            at += size + 2;
        }
    }
}
