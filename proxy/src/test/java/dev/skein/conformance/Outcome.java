package dev.skein.conformance;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a case in front of one proxy.
 *
 * @param statuses that the client got
 * @param seen what a server read, or for responses what the client did
 * @param objections what could be read in more than one way
 */
record Outcome(List<Integer> statuses, List<Message> seen, List<String> objections) {

    /** All that is not as it should be, in words; empty where nothing is. */
    List<String> wrong(Wanted wanted) {
        List<String> wrong = new java.util.ArrayList<>();
        objections.forEach(objection -> wrong.add("ambiguous: " + objection));
        if (!statuses.equals(wanted.statuses())) {
            wrong.add("statuses " + statuses + " (expected: " + wanted.statuses() + ")");
        }
        if (seen.size() != wanted.seen()) {
            wrong.add("seen " + brief() + " (expected: " + wanted.seen() + ")");
        } else if (!seen.isEmpty()) {
            wanted.untrue(seen.getFirst())
                    .forEach(word -> wrong.add(word + " is not true of "
                            + seen.getFirst().fields() + seen.getFirst().brief()));
        }
        return wrong;
    }

    /** The same for what a client reads of a server's answer. */
    List<String> wrongAnswer(Wanted wanted) {
        List<String> wrong = new java.util.ArrayList<>();
        objections.forEach(objection -> wrong.add("ambiguous: " + objection));
        if (!statuses.equals(wanted.statuses())) {
            wrong.add("statuses " + statuses + " (expected: " + wanted.statuses() + ")");
        }
        seen.forEach(message -> wanted.untrue(message)
                .forEach(word -> wrong.add(word + " is not true of " + message.fields() + message.brief())));
        return wrong;
    }

    private String brief() {
        return seen.stream().map(Message::brief).collect(Collectors.joining(", "));
    }

    /** In few words, so that two proxies can be compared: {@code 200: POST /p "hello"; 400}. */
    String text(Wanted wanted) {
        String answers = statuses.isEmpty()
                ? "closed"
                : statuses.stream().map(String::valueOf).collect(Collectors.joining(" "));
        List<Message> without = seen.stream()
                .filter(each -> !each.isCanary() && !each.gatewayError())
                .toList();
        String read = without.stream().map(Message::brief).collect(Collectors.joining(", "));
        String untrue = without.isEmpty()
                ? ""
                : wanted.untrue(without.getFirst()).stream()
                        .map(word -> "; not " + word)
                        .collect(Collectors.joining());
        String unclear = objections.stream()
                .distinct()
                .map(each -> "; AMBIGUOUS: " + each)
                .collect(Collectors.joining());
        return answers + (read.isEmpty() ? "" : ": " + read) + untrue + unclear;
    }
}
