package dev.skein.routing;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.RequestView;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the path that a server sees from the one that was matched. The result begins with one slash and is in normal form:
 * what could not stand in a path is encoded. The {@code *} of {@code OPTIONS *} stays as it is. The query is no part of
 * this; the caller appends it. Immutable, for all threads.
 */
public final class PathRewrite {
    private static final byte[] NOTHING = {};

    private final byte[] strip;
    private final byte[] add;
    private final @Nullable Pattern pattern;
    private final Replacement replacement;

    private PathRewrite(byte[] strip, byte[] add, @Nullable Pattern pattern, Replacement replacement) {
        this.strip = strip;
        this.add = add;
        this.pattern = pattern;
        this.replacement = replacement;
    }

    /**
     * Takes a prefix off, where the path has it up to a segment's border, and then puts one on. {@code /api} off and
     * {@code /v2} on: {@code /api} → {@code /v2}, {@code /api/x} → {@code /v2/x}, {@code /apis} → {@code /v2/apis}. A slash
     * at the end of either makes no difference.
     *
     * @param strip null takes nothing off
     * @param add null puts nothing on
     * @throws IllegalArgumentException if one of them is no path
     */
    public static PathRewrite prefixes(@Nullable String strip, @Nullable String add) {
        return new PathRewrite(prefix("strip-prefix", strip), prefix("add-prefix", add), null, Replacement.NONE);
    }

    /**
     * Replaces the first match of an expression; a path without one goes on as it is. See {@link MatchScratch} for the
     * bounds the expression works under: beyond them there is no match.
     *
     * @param replacement with {@code $1}, {@code ${name}} for groups, {@code \$} for a dollar sign; no query
     * @throws IllegalArgumentException if the expression or the replacement is malformed, or names a group that is not there
     */
    public static PathRewrite regex(String expression, String replacement) {
        Pattern pattern = ValuePattern.compile(expression);
        return new PathRewrite(NOTHING, NOTHING, pattern, Replacement.compile(replacement, pattern));
    }

    /**
     * Appends the new path.
     *
     * @return false if there is none, and nothing was written: an expression put together a segment {@code .} or
     *     {@code ..}, or half an encoding. Answer 400; servers would look for the path elsewhere
     */
    public boolean rewrite(RequestView request, ByteSink out, MatchScratch scratch) {
        byte[] bytes = request.bytes();
        int start = request.pathStart();
        int end = request.pathEnd();
        if (start == end || bytes[start] != '/') {
            out.put(bytes, start, end);
            return true;
        }
        int mark = out.length();
        if (pattern == null) {
            out.put(add);
            append(bytes, start + stripped(bytes, start, end), end, out);
        } else {
            replace(pattern, request, out, scratch);
        }
        oneSlash(out, mark);
        if (pattern != null && !sound(out, mark)) {
            out.truncate(mark);
            return false;
        }
        return true;
    }

    private int stripped(byte[] bytes, int start, int end) {
        int after = start + strip.length;
        boolean found =
                after <= end && Ascii.equals(bytes, start, after, strip) && (after == end || bytes[after] == '/');
        return found ? strip.length : 0;
    }

    private void replace(Pattern wanted, RequestView request, ByteSink out, MatchScratch scratch) {
        byte[] bytes = request.bytes();
        int start = request.pathStart();
        int end = request.pathEnd();
        Matcher found = scratch.find(wanted, bytes, start, end);
        if (found == null) {
            append(bytes, start, end, out);
            return;
        }
        append(bytes, start, start + found.start(), out);
        replacement.append(found, bytes, start, out);
        append(bytes, start + found.end(), end, out);
    }

    /** Appends bytes of a path; what cannot stand there is encoded. */
    static void append(byte[] bytes, int start, int end, ByteSink out) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            // Negative: beyond ASCII.
            if (b <= ' ' || b == '#' || b == '?' || b == '\\' || b == 0x7f) {
                CanonicalPath.put(b & 0xff, out);
            } else {
                out.put(b);
            }
        }
    }

    /** Makes the path from {@code mark} on begin with exactly one slash: two would make a host of the first segment. */
    private static void oneSlash(ByteSink out, int mark) {
        int slashes = 0;
        byte[] bytes = out.bytes();
        while (mark + slashes < out.length() && bytes[mark + slashes] == '/') {
            slashes++;
        }
        if (slashes == 0) {
            out.put((byte) '/');
            bytes = out.bytes();
            System.arraycopy(bytes, mark, bytes, mark + 1, out.length() - 1 - mark);
            bytes[mark] = '/';
        } else if (slashes > 1) {
            int surplus = slashes - 1;
            System.arraycopy(bytes, mark + surplus, bytes, mark, out.length() - mark - surplus);
            out.truncate(out.length() - surplus);
        }
    }

    private static boolean sound(ByteSink out, int mark) {
        byte[] bytes = out.bytes();
        int end = out.length();
        for (int i = mark; i < end; i++) {
            if (bytes[i] == '%' && (i + 2 >= end || Percent.decode(bytes, i) <= 0)) {
                return false;
            }
        }
        return !DotSegments.in(bytes, mark, end);
    }

    private static byte[] prefix(String name, @Nullable String path) {
        if (path == null) {
            return NOTHING;
        }
        String canonical = CanonicalPath.of(name, path);
        return Ascii.bytes(canonical.endsWith("/") ? canonical.substring(0, canonical.length() - 1) : canonical);
    }
}
