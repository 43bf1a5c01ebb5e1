package dev.skein.conformance;

import dev.skein.conformance.Corpus.Case;
import dev.skein.harness.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts one case before one proxy. */
final class Trial {
    private static final String CANARY =
            "GET " + RecordingServer.CANARY + " HTTP/1.1\r\nHost: canary.test\r\nConnection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \r]");

    private Trial() {}

    static Outcome request(Case each, Contender proxy, RecordingServer server) throws IOException {
        server.seen();
        server.objections();
        String answer = exchange(proxy.port(), each.text() + CANARY);
        List<Integer> statuses = STATUS.matcher(answer)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
        return new Outcome(statuses, server.seen(), server.objections());
    }

    private static String exchange(int port, String bytes) throws IOException {
        try (RawClient client = RawClient.to(port)) {
            try {
                client.send(bytes);
            } catch (IOException e) {
                // Refused before it had all: what it answered is there to be read.
                return client.rest();
            }
            return client.rest();
        } catch (SocketTimeoutException e) {
            return "(waits)";
        }
    }

    /** What the client reads for a case, and that the next request on its connection has the answer that is meant for it. */
    static Outcome response(Case each, Contender proxy) throws IOException {
        boolean head = each.name().startsWith("head-");
        String method = head ? "HEAD" : "GET";
        List<Message> seen = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = RawClient.to(proxy.port())) {
            client.send(method + " /response/" + each.name() + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Message answer = read(client, head, statuses, objections);
            if (answer != null) {
                seen.add(answer);
            }
            canary(client, objections, answer != null);
        }
        return new Outcome(statuses, seen, objections);
    }

    private static @Nullable Message read(
            RawClient client, boolean head, List<Integer> statuses, List<String> objections) throws IOException {
        StringBuilder text = new StringBuilder();
        int from = 0;
        try {
            while (true) {
                String more = next(client);
                text.append(more);
                Message message = StrictReader.response(text.toString(), from, head, more.isEmpty());
                if (message != null) {
                    statuses.add(message.status());
                    if (message.status() >= 200) {
                        return message;
                    }
                    from = message.end();
                } else if (more.isEmpty()) {
                    return null;
                }
            }
        } catch (Ambiguous e) {
            objections.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static String next(RawClient client) throws IOException {
        try {
            return client.bytes(1);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset is an end, too.
            return "";
        }
    }

    private static void canary(RawClient client, List<String> objections, boolean answered) throws IOException {
        String rest;
        try {
            client.send(CANARY);
            rest = client.rest();
        } catch (IOException e) {
            // Closed behind the first answer, which leaves nothing to be mistaken.
            return;
        }
        boolean own =
                rest.startsWith("HTTP/1.1 200") && rest.toLowerCase(Locale.ROOT).contains("\r\nx-from: canary\r\n");
        if (answered && !rest.isEmpty() && !rest.equals("<reset>") && !own) {
            objections.add("the next answer on the connection is "
                    + rest.lines().findFirst().orElse(""));
        }
    }
}
