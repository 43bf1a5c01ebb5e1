package dev.skein.vip;

import java.util.List;

/**
 * What became of a hook.
 *
 * @param command as it was run
 * @param end how it ended
 * @param code its exit code; −1 unless it ended by itself
 * @param output the first {@link Hooks#MOST_OUTPUT} bytes of its standard output and error, or why it was not started
 * @param millis how long it took
 */
public record HookResult(List<String> command, End end, int code, String output, long millis) {

    /** How it ended. */
    public enum End {
        /** By itself. */
        EXITED,
        /** Killed, with its children, because its time was over. */
        KILLED,
        /** There is no such program, or it may not be run. */
        NOT_STARTED
    }

    /** Whether it ended by itself, with code 0. */
    public boolean isGood() {
        return end == End.EXITED && code == 0;
    }

    /** For the journal: {@code /usr/local/bin/switch off: ended with 0 after 120 ms: done}. */
    @Override
    public String toString() {
        String how = switch (end) {
            case EXITED -> "ended with " + code + " after " + millis + " ms";
            case KILLED -> "was killed after " + millis + " ms";
            case NOT_STARTED -> "was not started";
        };
        return String.join(" ", command) + ": " + how + (output.isBlank() ? "" : ": " + output.strip());
    }
}
