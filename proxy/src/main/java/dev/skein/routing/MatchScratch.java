package dev.skein.routing;

import dev.skein.model.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What matching and rewriting write while they work. One per event loop, used again for each request; holds nothing that
 * must outlive a call.
 *
 * <p>Expressions run under bounds, because java.util.regex backtracks: a value longer than {@link #MAX_LENGTH} bytes is
 * not tried, and an expression that looks at more than {@link #MAX_STEPS} chars, or runs out of stack, is given up. All
 * three count as "no match" and in {@link #abortedExpressions()}. So an expression must not be what keeps somebody out:
 * write rules that let in.
 */
public final class MatchScratch {
    /** Bytes; longer values are not given to expressions. */
    public static final int MAX_LENGTH = 8192;
    /** Chars that one evaluation may look at: some tenths of a millisecond. */
    public static final int MAX_STEPS = 100_000;

    private static final VarHandle ABORTED;
    private static final Pattern NOTHING = Pattern.compile("");

    static {
        try {
            ABORTED = MethodHandles.lookup().findVarHandle(MatchScratch.class, "aborted", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The prefixes of the path that end at a segment's border. */
    final PathPrefixes prefixes = new PathPrefixes();
    /** A decoded value. */
    final ByteSink decoded = new ByteSink();

    private final SteppedChars chars = new SteppedChars();
    private final Matcher matcher = NOTHING.matcher(chars);
    private int base;
    // Written by the owner with opaque stores, read by whoever asks for metrics.
    private long aborted;

    /** How many evaluations were given up, ever. May be read by any thread. */
    public long abortedExpressions() {
        return (long) ABORTED.getOpaque(this);
    }

    /** Whether the expression matches the whole span. */
    boolean matches(Pattern pattern, byte[] bytes, int start, int end) {
        return evaluate(pattern, bytes, start, end, true) != null;
    }

    /** The matcher with the first match in the span, or null; its positions count from {@code start}. */
    @Nullable
    Matcher find(Pattern pattern, byte[] bytes, int start, int end) {
        return evaluate(pattern, bytes, start, end, false);
    }

    /** Keeps the groups of the last match. */
    void capture(Match match) {
        match.capture(matcher, base);
    }

    // StackOverflowError: the JDK's matcher recurses once for each repetition of a group. It leaves nothing behind but
    // the
    // matcher's own state, which the next use resets.
    private @Nullable Matcher evaluate(Pattern pattern, byte[] bytes, int start, int end, boolean whole) {
        if (end - start > MAX_LENGTH) {
            countAborted();
            return null;
        }
        base = start;
        chars.set(bytes, start, end, MAX_STEPS);
        if (!pattern.equals(matcher.pattern())) {
            matcher.usePattern(pattern);
        }
        matcher.reset(chars);
        try {
            return (whole ? matcher.matches() : matcher.find()) ? matcher : null;
        } catch (SteppedChars.TooManySteps | StackOverflowError e) {
            countAborted();
            return null;
        }
    }

    private void countAborted() {
        ABORTED.setOpaque(this, aborted + 1);
    }
}
