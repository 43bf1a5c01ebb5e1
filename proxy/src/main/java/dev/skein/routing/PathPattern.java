package dev.skein.routing;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which paths a rule takes, compared with the path after normalisation, byte by byte and case-sensitive. Paths written in
 * a configuration are brought into the same form first ({@link CanonicalPath}): {@code /über} is {@code /%C3%BCber}.
 */
public sealed interface PathPattern {

    /** This path only: {@code /a} takes neither {@code /a/} nor {@code /a/b}. */
    record Exact(String path) implements PathPattern {
        /**
         * Brings the path into its normal form.
         *
         * @throws IllegalArgumentException if it is none; {@code *} is one, for {@code OPTIONS *}
         */
        public Exact {
            path = path.equals("*") ? path : CanonicalPath.of("path", path);
        }

        @Override
        public String toString() {
            return "= " + path;
        }
    }

    /**
     * Paths that begin with this one and go on at a segment's border: {@code /a} takes {@code /a}, {@code /a/} and
     * {@code /a/b}, not {@code /ab}. With a slash at its end it takes only what lies below: {@code /a/} takes {@code /a/}
     * and {@code /a/b}, not {@code /a}. {@code /} takes every path (but not the {@code *} of {@code OPTIONS *}).
     */
    record Prefix(String path) implements PathPattern {
        /** Deeper ones are not told apart by the table's bitmaps. */
        static final int MAX_SEGMENTS = 60;

        /**
         * Brings the path into its normal form.
         *
         * @throws IllegalArgumentException if it is none, or has more than 60 segments
         */
        public Prefix {
            path = CanonicalPath.of("path-prefix", path);
            if (path.chars().filter(c -> c == '/').count() > MAX_SEGMENTS) {
                throw new IllegalArgumentException(
                        "path-prefix: " + path + " (expected: at most " + MAX_SEGMENTS + " segments)");
            }
        }

        /** Whether it says nothing about the path. */
        boolean root() {
            return path.length() == 1;
        }

        @Override
        public String toString() {
            return "begins with " + path;
        }
    }

    /**
     * An expression of {@link Pattern} that must match the whole path; write {@code .*} where anything may follow. Its
     * groups are variables of {@link Template}s. It sees one char a byte, percent-encoded as the path is. See
     * {@link MatchScratch} for the bounds it works under.
     */
    record Regex(String expression) implements PathPattern {
        /**
         * Checks the expression.
         *
         * @throws IllegalArgumentException if it does not compile
         */
        public Regex {
            ValuePattern.compile(expression);
        }

        /** Names of its named groups, and their numbers. */
        public Map<String, Integer> groups() {
            return ValuePattern.compile(expression).namedGroups();
        }

        /** How many groups it has, the whole match not counted. */
        public int groupCount() {
            return ValuePattern.compile(expression).matcher("").groupCount();
        }

        @Override
        public String toString() {
            return "matches " + expression;
        }
    }

    /** How much a pattern says about the path: exact, then prefixes by length, then expressions, then nothing. */
    default int specificity() {
        return switch (this) {
            case Exact _ -> Integer.MAX_VALUE;
            case Prefix prefix -> prefix.root() ? 0 : prefix.path().length();
            case Regex _ -> 1;
        };
    }
}
