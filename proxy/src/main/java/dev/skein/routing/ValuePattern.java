package dev.skein.routing;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the value of a header, query parameter or cookie must look like. Compared byte by byte, case-sensitive. */
public sealed interface ValuePattern {

    /** There at all, with whatever value. */
    record Present() implements ValuePattern {
        @Override
        public String toString() {
            return "present";
        }
    }

    /** Not there. */
    record Absent() implements ValuePattern {
        @Override
        public String toString() {
            return "absent";
        }
    }

    record Exact(String value) implements ValuePattern {
        @Override
        public String toString() {
            return "= " + value;
        }
    }

    record Prefix(String value) implements ValuePattern {
        @Override
        public String toString() {
            return "begins with " + value;
        }
    }

    record Suffix(String value) implements ValuePattern {
        @Override
        public String toString() {
            return "ends with " + value;
        }
    }

    record Contains(String value) implements ValuePattern {
        @Override
        public String toString() {
            return "contains " + value;
        }
    }

    /**
     * An expression of {@link Pattern} that must match the whole value. It sees one char a byte; see {@link MatchScratch}
     * for the bounds that it works under.
     */
    record Regex(String expression) implements ValuePattern {
        /**
         * Checks the expression.
         *
         * @throws IllegalArgumentException if it does not compile
         */
        public Regex {
            compile(expression);
        }

        @Override
        public String toString() {
            return "matches " + expression;
        }
    }

    /** Compiles an expression, with the JDK's message on one line if it can't. A dot means any byte. */
    static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex: " + expression + " (expected: a regular expression of the JDK; " + e.getDescription()
                            + " near index " + e.getIndex() + ")",
                    e);
        }
    }
}
