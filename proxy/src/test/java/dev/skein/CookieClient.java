package dev.skein;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client of a cluster that shows, or does not show, the cookie of a session. */
final class CookieClient {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();

    /** Which server answered, and the cookie that came with it; empty: none. */
    record Answer(String server, String cookie) {}

    Answer ask(Trio trio, String node, String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(trio.node(node).uri("http", "/")).timeout(SOON);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String set = response.headers().firstValue("Set-Cookie").orElse("");
        return new Answer(response.body(), set.split(";", -1)[0]);
    }

    /** A session at that server, begun at node a. */
    Answer session(Trio trio, String server) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            Answer answer = ask(trio, "a", "");
            if (answer.server().equals(server)) {
                return answer;
            }
        }
        throw new AssertionError("no session at " + server);
    }
}
