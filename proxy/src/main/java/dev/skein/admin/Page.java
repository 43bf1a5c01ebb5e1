package dev.skein.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, from the program itself and never from a disk. Names have no dots but the one before their ending, so
 * there is no way up. They say nothing of the node, so nobody has to sign in for them.
 */
final class Page {
    private static final Pattern NAME = Pattern.compile("/((?:[a-z0-9-]{1,40}/){0,3}[a-z0-9-]{1,40}\\.(css|js|svg))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Map<String, File> FILES = new ConcurrentHashMap<>();

    /** @param tag of the content, in quotes (RFC 9110 §8.8.3) */
    private record File(String type, String body, String tag) {}

    private Page() {}

    static void mount(Router router) {
        Api.readable(router, "/").handler(context -> answer(context, "index.html", "html"));
        Api.readable(router, "/*").handler(Page::file);
    }

    private static void file(RoutingContext context) {
        Matcher name = NAME.matcher(String.valueOf(context.request().path()));
        if (name.matches()) {
            answer(context, name.group(1), name.group(2));
        } else {
            context.next();
        }
    }

    private static void answer(RoutingContext context, String name, String ending) {
        File known = FILES.get(name);
        File file = known == null ? read(name, ending) : known;
        if (file == null) {
            context.next();
            return;
        }
        FILES.put(name, file);
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, file.tag);
        if (file.tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            Answers.nothing(context, 304);
        } else {
            Answers.text(context, 200, file.type, file.body);
        }
    }

    private static @Nullable File read(String name, String ending) {
        try (InputStream in = Page.class.getResourceAsStream("/admin-ui/" + name)) {
            if (in == null) {
                return null;
            }
            String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            byte[] hash = Sessions.hash(body).array();
            String tag = '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
            return new File(TYPES.getOrDefault(ending, "text/plain"), body, tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
