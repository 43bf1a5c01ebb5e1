package dev.skein.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What nodes must have in common to be members of one grid. Two minors of Hazelcast can't talk to each other, so a cluster
 * that changes from one to the other has two grids for a while.
 *
 * @param minor of Hazelcast: {@code 5.7}
 * @param schema of what we put into it, which nodes of one cluster must have in common whatever carries it
 */
public record GridName(String minor, int schema) {
    private static final Pattern TEXT = Pattern.compile("hz(\\d+\\.\\d+)-s(\\d{1,9})");

    /** The opposite of {@link #toString()}; null if it is something else. */
    public static @Nullable GridName of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? new GridName(matcher.group(1), Integer.parseInt(matcher.group(2))) : null;
    }

    /** Whether nodes of both may be one cluster although they can't be one grid. */
    public boolean isBeside(@Nullable GridName other) {
        return other != null && schema == other.schema && !minor.equals(other.minor);
    }

    /** {@code hz5.7-s1}. */
    @Override
    public String toString() {
        return "hz" + minor + "-s" + schema;
    }
}
