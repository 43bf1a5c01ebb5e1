package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What takes the place of an expression's match in a path, compiled: literals and groups. */
final class Replacement {
    static final Replacement NONE = new Replacement(List.of());

    private final Piece[] pieces;

    private sealed interface Piece {}

    // Never compared.
    @SuppressWarnings("ArrayRecordComponent")
    private record Literal(byte[] text) implements Piece {}

    private record Group(int number) implements Piece {}

    private Replacement(List<Piece> pieces) {
        this.pieces = pieces.toArray(Piece[]::new);
    }

    /**
     * Compiles a replacement.
     *
     * @throws IllegalArgumentException with value and rule if it is malformed, or names a group that is not there
     */
    static Replacement compile(String text, Pattern pattern) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '$') {
                flush(text, literal, pieces);
                int end = groupEnd(text, i + 1);
                pieces.add(new Group(group(text, text.substring(i + 1, end), pattern)));
                i = end;
            } else if (c == '\\') {
                if (i + 1 == text.length()) {
                    throw malformed(text, "a character behind \\");
                }
                literal.append(text.charAt(i + 1));
                i += 2;
            } else {
                literal.append(c);
                i++;
            }
        }
        flush(text, literal, pieces);
        return new Replacement(pieces);
    }

    /** Appends it for a match whose positions count from {@code base}. A group that took no part is empty. */
    void append(MatchResult found, byte[] bytes, int base, ByteSink out) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal literal -> out.put(literal.text);
                case Group group -> {
                    int start = found.start(group.number);
                    if (start >= 0) {
                        PathRewrite.append(bytes, base + start, base + found.end(group.number), out);
                    }
                }
            }
        }
    }

    private static void flush(String text, StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            try {
                pieces.add(new Literal(Ascii.bytes(CanonicalPath.encode("replacement", literal.toString()))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + " in " + text, e);
            }
            literal.setLength(0);
        }
    }

    private static int groupEnd(String text, int start) {
        if (text.startsWith("{", start)) {
            int close = text.indexOf('}', start);
            if (close < 0) {
                throw malformed(text, "} behind ${");
            }
            return close + 1;
        }
        int end = start;
        while (end < text.length() && end < start + 3 && Character.digit(text.charAt(end), 10) >= 0) {
            end++;
        }
        if (end == start) {
            throw malformed(text, "a group's number or {name} behind $; \\$ for a dollar sign");
        }
        return end;
    }

    private static int group(String text, String reference, Pattern pattern) {
        int count = pattern.matcher("").groupCount();
        boolean named = reference.startsWith("{");
        String name = named ? reference.substring(1, reference.length() - 1) : reference;
        Integer known = named ? pattern.namedGroups().get(name) : null;
        if (known != null) {
            return known;
        }
        if (name.matches("[0-9]{1,3}") && Integer.parseInt(name) <= count) {
            return Integer.parseInt(name);
        }
        throw malformed(
                text,
                "a group of the expression: 0 to " + count + " or one of "
                        + pattern.namedGroups().keySet() + ", not " + name);
    }

    private static IllegalArgumentException malformed(String text, String rule) {
        return new IllegalArgumentException("replacement: " + text + " (expected: " + rule + ")");
    }
}
