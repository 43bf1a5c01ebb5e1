package dev.skein.journal;

/**
 * Something about a journal on disk that is not as it was written.
 *
 * @param place file and line: {@code journal/a.jsonl:12}
 * @param altered false: lines are missing, and the journal itself says why
 */
public record Finding(String place, boolean altered, String text) {
    @Override
    public String toString() {
        return place + ": " + text;
    }
}
