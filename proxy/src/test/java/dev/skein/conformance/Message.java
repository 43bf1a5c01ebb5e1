package dev.skein.conformance;

import java.util.List;
import java.util.Locale;

/**
 * A message as it came over a wire, whole.
 *
 * @param start the request or status line
 * @param fields lines without their ends
 * @param body without chunk framing
 * @param trailers lines behind the last chunk
 * @param end where it ends in the text that it was read from
 */
public record Message(String start, List<String> fields, String body, List<String> trailers, int end) {

    public String method() {
        return start.substring(0, start.indexOf(' '));
    }

    public String target() {
        return start.split(" ", 3)[1];
    }

    public boolean isCanary() {
        return !start.startsWith("HTTP/") && target().equals(RecordingServer.CANARY);
    }

    public int status() {
        return Integer.parseInt(start.substring(9, 12));
    }

    /** Values of all fields of that name, in their order. */
    public List<String> values(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ":";
        return fields.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                .map(line -> line.substring(begin.length()).strip())
                .toList();
    }

    /** In few words: {@code POST /p "hello"}; of a response only its body, since its status is told elsewhere. */
    public String brief() {
        String line = start.startsWith("HTTP/") ? "" : method() + " " + target();
        String shown = line.length() > 40 ? line.substring(0, 40) + "…" : line;
        return body.isEmpty() ? shown : (shown + " \"" + body + "\"").strip();
    }

    /** Whether it is a proxy's own way to say that a server has failed. */
    public boolean gatewayError() {
        return start.startsWith("HTTP/") && status() == 502;
    }
}
