package dev.skein.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a case is to come to.
 *
 * @param statuses that the client gets, in order; none where the answer is cut
 * @param pass whether the canary goes through, too
 * @param what words like {@code target=/a} about the message
 */
public record Wanted(List<Integer> statuses, boolean pass, List<String> what) {

    static Wanted parse(String text) {
        List<Integer> statuses = new ArrayList<>();
        List<String> what = new ArrayList<>();
        boolean pass = false;
        for (String word : text.split(" ", -1)) {
            if (word.equals("pass")) {
                pass = true;
                statuses.addAll(List.of(200, 200));
            } else if (word.matches("\\d{3}")) {
                statuses.add(Integer.valueOf(word));
            } else if (!word.equals("cut")) {
                what.add(word);
            }
        }
        boolean through = pass || statuses.size() > 1 && statuses.stream().allMatch(status -> status == 200);
        return new Wanted(statuses, through, what);
    }

    /** How many requests, the canary included, a server sees. */
    int seen() {
        return (int) statuses.stream().filter(status -> status == 200).count();
    }

    /** The words that are not true of a message. */
    List<String> untrue(Message message) {
        return what.stream().filter(word -> !isTrue(word, message)).toList();
    }

    private static boolean isTrue(String word, Message message) {
        String[] parts = word.split("=", 2);
        String value = Corpus.unescape(parts[1]);
        return switch (parts[0]) {
            case "target" -> message.target().equals(value);
            case "method" -> message.method().equals(value);
            case "body" -> message.body().equals(value);
            case "host" -> message.values("host").equals(List.of(value));
            case "without" -> message.values(value).isEmpty();
            case "with" -> {
                String[] field = value.split(":", 2);
                yield message.values(field[0]).contains(field[1]);
            }
            default ->
                throw new IllegalArgumentException(word + " (expected: one of "
                        + Arrays.asList("target", "method", "body", "host", "with", "without") + ")");
        };
    }
}
