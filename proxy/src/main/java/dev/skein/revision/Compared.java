package dev.skein.revision;

import java.util.List;

/**
 * Two configurations beside each other.
 *
 * @param from what the first one is
 * @param to what the second one is
 * @param differences by key, one sentence each
 * @param problems of the two, which keep differences by key from being known
 * @param text by line, without secrets
 */
public record Compared(String from, String to, List<String> differences, List<String> problems, String text) {
    public Compared {
        differences = List.copyOf(differences);
        problems = List.copyOf(problems);
    }
}
