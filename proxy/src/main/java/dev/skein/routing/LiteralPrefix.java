package dev.skein.routing;

import dev.skein.model.Ascii;

/**
 * The bytes that whatever an expression matches must begin with, as far as that is easily seen: {@code /api/v} for
 * {@code /api/v(\d+)/.*}. Most requests are kept away from most expressions by it.
 */
final class LiteralPrefix {
    private LiteralPrefix() {}

    /** The prefix; empty where nothing is certain. */
    static byte[] of(String expression) {
        // An alternative may begin otherwise; one within a group comes after the literal, but is not worth telling
        // apart.
        // \Q...\E and (?x) are caught by the characters that they begin with.
        if (expression.indexOf('|') >= 0) {
            return new byte[0];
        }
        int start = expression.startsWith("^") ? 1 : 0;
        int end = start;
        while (end < expression.length() && plain(expression.charAt(end))) {
            end++;
        }
        if (end < expression.length() && "*?{".indexOf(expression.charAt(end)) >= 0) {
            // The quantifier may make the last character go away.
            end = Math.max(start, end - 1);
        }
        return Ascii.bytes(expression.substring(start, end));
    }

    private static boolean plain(char c) {
        return c > 0x20 && c < 0x7f && "\\^$.|?*+()[]{}#".indexOf(c) < 0;
    }
}
