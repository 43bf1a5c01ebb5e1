package dev.skein.admin;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The page's files, read once from the program itself: a path is looked up in this table, never on a disk. */
final class Page {
    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "app.css", "text/css; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8");

    private Page() {}

    static void mount(Router router, io.vertx.core.Handler<RoutingContext> access) {
        TYPES.forEach((name, type) -> {
            String body = read(name);
            String path = name.equals("index.html") ? "/" : "/" + name;
            Api.readable(router, path).handler(access).handler(context -> Answers.text(context, 200, type, body));
        });
    }

    private static String read(String name) {
        try (InputStream in = Page.class.getResourceAsStream("/admin-ui/" + name)) {
            return in == null
                    ? "The page is not part of this build; the API is at /api/v1/status."
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
