package dev.skein.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands between lines of a file: with which hash the next line begins. At the head of each file, and where lines are
 * missing that were never to be had.
 *
 * @param after hash of the line before the next one
 * @param why nothing is wrong where that is the line before in the files, too: empty; else what is missing
 */
record Joint(String node, String after, String why) {
    private static final Pattern LINE = Pattern.compile(
            "\\{\"joint\":\"([^\"\\\\]{1,64})\",\"after\":\"([0-9a-f]{64})\",\"why\":\"([^\"\\\\]{0,200})\"}");

    String json() {
        return "{\"joint\":\"" + node + "\",\"after\":\"" + after + "\",\"why\":\"" + why + "\"}";
    }

    /** Null if it is something else. */
    static @Nullable Joint parse(String json) {
        Matcher line = LINE.matcher(json);
        return line.matches() ? new Joint(line.group(1), line.group(2), line.group(3)) : null;
    }
}
