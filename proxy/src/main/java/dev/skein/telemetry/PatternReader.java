package dev.skein.telemetry;

import dev.skein.telemetry.LineFormat.Dialect;
import dev.skein.telemetry.LineFormat.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a pattern into a {@link LineFormat}. For one pattern. */
final class PatternReader {
    /** The same in every line of a node, so it is text and no token. */
    private static final String NODE_ID = "%{node.id}";

    private final String pattern;
    private final String nodeId;
    private final Dialect dialect;
    private final StringBuilder text = new StringBuilder();
    private final List<byte[]> texts = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private int bound = Line.SLACK;

    PatternReader(String pattern, String nodeId) {
        this.pattern = pattern;
        this.nodeId = nodeId;
        this.dialect = pattern.startsWith("{") ? Dialect.JSON : Dialect.TEXT;
    }

    /** @throws IllegalArgumentException with name, place and rule, if a token is unknown or a line could get too long */
    LineFormat read() {
        int i = 0;
        while (i < pattern.length()) {
            if (pattern.startsWith("%%{", i)) {
                text.append("%{");
                i += 3;
            } else if (pattern.startsWith(NODE_ID, i)) {
                text.append(nodeId);
                i += NODE_ID.length();
            } else if (pattern.startsWith("%{", i)) {
                i = token(i);
            } else {
                text.append(pattern.charAt(i++));
            }
        }
        text.append('\n');
        endText();
        if (bound > LogLane.CHUNK_SIZE / 2) {
            throw new IllegalArgumentException("format: up to " + bound + " bytes a line (expected: at most "
                    + LogLane.CHUNK_SIZE / 2 + "; use fewer tokens)");
        }
        return new LineFormat(texts, pieces, bound);
    }

    private int token(int start) {
        int close = pattern.indexOf('}', start);
        if (close < 0) {
            throw new IllegalArgumentException("format: " + pattern.substring(start) + " (expected: a closing brace)");
        }
        String reference = pattern.substring(start + 2, close);
        Token token = Token.of(reference);
        endText();
        pieces.add(token.compile(reference, dialect));
        bound += token.bound();
        return close + 1;
    }

    private void endText() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        texts.add(bytes);
        bound += bytes.length;
    }
}
