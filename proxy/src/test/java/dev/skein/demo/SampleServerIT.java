package dev.skein.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleServerIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static String authority;

    @BeforeAll
    static void start() {
        authority = "127.0.0.1:" + SampleServer.start("plum").await().actualPort();
    }

    @AfterAll
    static void stop() {
        HTTP.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz, 200, ok",
        "/slow?ms=1, 200, plum took 1 ms",
        "/slow?ms=-1, 400, ms: -1",
        "/slow?ms=x, 400, ms: x",
        "/fail, 500, plum failed",
        "/elsewhere, 404, plum has no /elsewhere",
        "/, 200, Hello from plum"
    })
    void everyPathAnswersInItsServersName(String path, int status, String text) throws Exception {
        HttpResponse<String> response = send(request(path));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(text);
        assertThat(response.headers().firstValue("X-Served-By")).contains("plum");
    }

    @Test
    void browsersGetAPage() throws Exception {
        HttpResponse<String> response = send(request("/").header("Accept", "text/html,*/*"));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(response.body()).contains("<h1>Hello from plum</h1>").doesNotContain("{name}");
    }

    @Test
    void uploadsAreCounted() throws Exception {
        HttpResponse<String> response = send(request("/upload").PUT(BodyPublishers.ofByteArray(new byte[1_000_000])));
        assertThat(response.body()).isEqualTo("plum got 1000000 bytes\n");
    }

    @Test
    void webSocketsEcho() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + authority + "/ws"), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        received.add(data.toString());
                        from.request(1);
                        return null;
                    }
                })
                .join();
        assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("connected to plum");
        socket.sendText("hello", true).join();
        assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("plum: hello");
        socket.abort();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + authority + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
