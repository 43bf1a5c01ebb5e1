package dev.skein.admin;

import dev.skein.config.OidcSettings;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Signing in and out on the page. Confined to the admin loop. */
final class SessionApi {
    private static final String PATH = "/api/v1/session";
    private static final int NAME = 255;
    private static final int PASSWORD = 1024;

    private final Access access;
    private final Journal journal;
    private final Underway underway;
    private final ProviderApi provider;

    SessionApi(Access access, Journal journal, ProviderDesk desk, Underway underway) {
        this.access = access;
        this.journal = journal;
        this.underway = underway;
        this.provider = new ProviderApi(access, desk, underway, this);
    }

    void mount(Router router) {
        Api.readable(router, PATH).handler(this::who);
        router.post(PATH).handler(this::signIn);
        router.delete(PATH).handler(this::signOut);
        provider.mount(router);
    }

    /** 200 for everybody, so that the page can ask without a failure in the browser's console. */
    private void who(RoutingContext context) {
        access.caller(context.request())
                .onSuccess(caller -> Answers.json(context, 200, json(caller)))
                .onFailure(failure -> {
                    boolean unknown = failure instanceof Refusal refusal && refusal.status() == 401;
                    if (unknown) {
                        Answers.json(context, 200, nobody(context));
                    } else {
                        context.fail(failure);
                    }
                });
    }

    /** With the ways in, and why the last one led nowhere. */
    private JsonObject nobody(RoutingContext context) {
        OidcSettings oidc = access.settings().oidc();
        return new JsonObject()
                .putNull("user")
                .putNull("role")
                .put("pools", new JsonArray())
                .put("signedIn", false)
                .put("users", !access.settings().users().isEmpty())
                .put("provider", oidc == null ? null : oidc.name())
                .put("told", underway.told(context));
    }

    static JsonObject json(Caller caller) {
        return new JsonObject()
                .put("user", caller.name())
                .put("role", Texts.word(caller.role()))
                .put("pools", new JsonArray(caller.pools()))
                .put("signedIn", caller.signedIn());
    }

    private void signIn(RoutingContext context) {
        if (access.open()) {
            throw Refusal.of(409, "session: not needed (expected: skein.admin.users)");
        }
        Fields fields = Fields.of(context, Set.of("user", "password"));
        String name = fields.required("user", NAME);
        String password = fields.required("password", PASSWORD);
        HttpServerRequest request = context.request();
        access.begin(request, name, password)
                .onSuccess(begun -> {
                    began(context, begun, "");
                    Answers.json(context, 200, json(begun.caller()));
                })
                .onFailure(context::fail);
    }

    /** Tells the browser and the journal. */
    void began(RoutingContext context, Access.Begun begun, String how) {
        HttpServerRequest request = context.request();
        context.response().addCookie(cookie(request, begun.token(), TimeUnit.NANOSECONDS.toSeconds(Sessions.LONGEST)));
        journal.add(
                EventKind.SIGNED_IN,
                "admin",
                "as " + Texts.word(begun.caller().role()) + how,
                begun.caller().author());
    }

    private void signOut(RoutingContext context) {
        HttpServerRequest request = context.request();
        access.caller(request).onSuccess(caller -> {
            if (caller.signedIn()) {
                journal.add(EventKind.SIGNED_OUT, "admin", "the session ended", caller.author());
            }
        });
        JsonObject elsewhere = provider.ended(request, access.end(request));
        context.response().addCookie(cookie(request, "", 0));
        if (elsewhere == null) {
            Answers.nothing(context, 204);
        } else {
            Answers.json(context, 200, elsewhere);
        }
    }

    private static Cookie cookie(HttpServerRequest request, String value, long seconds) {
        return Cookie.cookie(Access.cookie(request), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(request.isSSL())
                .setMaxAge(seconds);
    }
}
