package dev.skein.admin;

import dev.skein.access.Provider.Attempt;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in at the identity provider, and how it ended, in a cookie that only nodes can read: whichever of them the browser
 * comes back to knows all. Confined to the admin loop.
 */
final class Underway {
    private static final String NAME = "skein-sign-in";
    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final Duration TOLD = Duration.ofMinutes(1);
    private static final int RANDOM_BYTES = 32;

    private final Seal seal;
    private final SecureRandom random = new SecureRandom();

    /**
     * What began.
     *
     * @param issuer of the settings then
     * @param to the part of the page that was asked for: {@code #/pools}; or empty
     */
    record Begun(Attempt attempt, String issuer, String to) {}

    Underway(Seal seal) {
        this.seal = seal;
    }

    Begun begin(RoutingContext context, String redirect, String issuer, String to) {
        Begun begun = new Begun(new Attempt(random(), random(), random(), redirect), issuer, to);
        JsonObject all = new JsonObject()
                .put("state", begun.attempt.state())
                .put("nonce", begun.attempt.nonce())
                .put("verifier", begun.attempt.verifier())
                .put("redirect", redirect)
                .put("issuer", issuer)
                .put("to", to);
        set(context, seal.close(all, LASTS), LASTS);
        return begun;
    }

    private String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Null where none is under way. */
    @Nullable
    Begun find(HttpServerRequest request) {
        JsonObject all = read(request);
        if (all == null || all.getString("state") == null) {
            return null;
        }
        Attempt attempt = new Attempt(
                all.getString("state"), all.getString("nonce"), all.getString("verifier"), all.getString("redirect"));
        return new Begun(attempt, all.getString("issuer", ""), all.getString("to"));
    }

    /** Has the page tell why nothing came of it. */
    void tell(RoutingContext context, String why) {
        set(context, seal.close(new JsonObject().put("told", why), TOLD), TOLD);
    }

    /** What there is to be told, once; null: nothing. */
    @Nullable
    String told(RoutingContext context) {
        JsonObject all = read(context.request());
        String told = all == null ? null : all.getString("told");
        if (told != null) {
            end(context);
        }
        return told;
    }

    void end(RoutingContext context) {
        set(context, "", Duration.ZERO);
    }

    private @Nullable JsonObject read(HttpServerRequest request) {
        Cookie cookie = request.getCookie(name(request));
        return cookie == null ? null : seal.open(cookie.getValue());
    }

    private static String name(HttpServerRequest request) {
        return request.isSSL() ? "__Host-" + NAME : NAME;
    }

    /** Lax: the provider sends the browser back from another site. */
    private static void set(RoutingContext context, String value, Duration lasts) {
        HttpServerRequest request = context.request();
        context.response()
                .addCookie(Cookie.cookie(name(request), value)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.LAX)
                        .setSecure(request.isSSL())
                        .setMaxAge(lasts.toSeconds()));
    }
}
