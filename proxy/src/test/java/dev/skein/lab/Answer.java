package dev.skein.lab;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an admin listener answered. */
record Answer(int status, String text) {
    private static final int MILLIS = 20_000;

    /** From wherever the calling thread is, over a connection for this request alone. */
    static Answer to(String method, String address, @Nullable JsonObject body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setRequestProperty("Connection", "close");
        if (body != null) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.encode().getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    JsonObject json() {
        return new JsonObject(text);
    }

    /** The objects of one of its arrays. */
    List<JsonObject> list(String name) {
        return list(json(), name);
    }

    static List<JsonObject> list(JsonObject of, String name) {
        return Objects.requireNonNull(of.getJsonArray(name, new JsonArray())).stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
