package dev.skein.harness;

import java.util.Locale;
import java.util.Optional;

/**
 * A response as it came over the wire.
 *
 * @param head status line and fields with their line ends, and the empty line
 * @param body without chunk framing
 * @param trailers lines behind the last chunk
 * @param whole whether the body came to its announced end
 */
public record Response(String head, String body, String trailers, boolean whole) {

    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Value of the first field of that name; empty text where there is none. */
    public String field(String name) {
        return find(name).orElse("");
    }

    public boolean has(String name) {
        return find(name).isPresent();
    }

    private Optional<String> find(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }
}
