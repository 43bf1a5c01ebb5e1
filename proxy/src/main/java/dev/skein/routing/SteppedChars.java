package dev.skein.routing;

/**
 * A span of bytes as chars, one a byte, that stops an expression after a number of looks at it: the only hold one has on
 * java.util.regex, which backtracks without bound.
 */
final class SteppedChars implements CharSequence {
    /** Only ends a match. */
    static final class TooManySteps extends RuntimeException {
        // It has no stack trace that could mislead, and whoever attacks with expressions should not make garbage, too.
        @SuppressWarnings("StaticAssignmentOfThrowable")
        static final TooManySteps INSTANCE = new TooManySteps();

        private TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    private byte[] bytes = new byte[0];
    private int start;
    private int length;
    private int steps;

    void set(byte[] source, int from, int to, int maxSteps) {
        bytes = source;
        start = from;
        length = to - from;
        steps = maxSteps;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        if (--steps < 0) {
            throw TooManySteps.INSTANCE;
        }
        return (char) (bytes[start + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        SteppedChars part = new SteppedChars();
        part.set(bytes, start + from, start + to, steps);
        return part;
    }

    @Override
    public String toString() {
        return new String(bytes, start, length, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
