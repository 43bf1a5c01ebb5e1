package dev.skein.http;

import org.jspecify.annotations.Nullable;

/**
 * Checks chunk extensions byte by byte (RFC 9112 §7.1.1) so that they can be dropped: nobody uses them, but two servers that
 * disagree where one ends are a smuggling hole.
 *
 * <pre>{@code
 * chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS ( token | quoted-string ) ] )
 * }</pre>
 */
final class ChunkExtension {
    private static final int BEFORE_SEMICOLON = 0;
    private static final int BEFORE_NAME = 1;
    private static final int NAME = 2;
    private static final int AFTER_NAME = 3;
    private static final int BEFORE_VALUE = 4;
    private static final int TOKEN_VALUE = 5;
    private static final int QUOTED = 6;
    private static final int QUOTED_PAIR = 7;
    private static final int AFTER_QUOTED = 8;

    private final int maxBytes;
    private int state;
    private int bytes;

    ChunkExtension(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A new body begins. */
    void reset() {
        bytes = 0;
    }

    /** An extension may begin here: a chunk's size has been read. */
    void start() {
        state = BEFORE_SEMICOLON;
    }

    /** Whether a carriage return may end the line here. */
    boolean mayEnd() {
        return state == NAME || state == TOKEN_VALUE || state == AFTER_QUOTED;
    }

    /** Takes one byte that is no carriage return; returns what is wrong with it, or null. */
    @Nullable
    String add(byte b) {
        if (++bytes > maxBytes) {
            return "chunk: extensions too large";
        }
        state = next(b);
        return state < 0 ? "chunk: malformed extension" : null;
    }

    private int next(byte b) {
        return switch (state) {
            case BEFORE_SEMICOLON -> b == ';' ? BEFORE_NAME : blank(b, BEFORE_SEMICOLON);
            case BEFORE_NAME -> FieldRules.isToken(b) ? NAME : blank(b, BEFORE_NAME);
            case NAME -> FieldRules.isToken(b) ? NAME : afterName(b);
            case AFTER_NAME -> afterName(b);
            case BEFORE_VALUE -> FieldRules.isToken(b) ? TOKEN_VALUE : b == '"' ? QUOTED : blank(b, BEFORE_VALUE);
            case TOKEN_VALUE -> FieldRules.isToken(b) ? TOKEN_VALUE : afterValue(b);
            case QUOTED -> b == '"' ? AFTER_QUOTED : b == '\\' ? QUOTED_PAIR : text(b);
            case QUOTED_PAIR -> text(b);
            case AFTER_QUOTED -> afterValue(b);
            default -> -1;
        };
    }

    private static int afterName(byte b) {
        return b == '=' ? BEFORE_VALUE : b == ';' ? BEFORE_NAME : blank(b, AFTER_NAME);
    }

    private static int afterValue(byte b) {
        return b == ';' ? BEFORE_NAME : blank(b, BEFORE_SEMICOLON);
    }

    private static int blank(byte b, int then) {
        return b == ' ' || b == '\t' ? then : -1;
    }

    private static int text(byte b) {
        return (FieldRules.CLASS[b & 0xff] & FieldRules.VALUE) != 0 ? QUOTED : -1;
    }
}
