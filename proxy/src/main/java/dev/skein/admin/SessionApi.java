package dev.skein.admin;

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

    SessionApi(Access access, Journal journal) {
        this.access = access;
        this.journal = journal;
    }

    void mount(Router router) {
        Api.readable(router, PATH).handler(this::who);
        router.post(PATH).handler(this::signIn);
        router.delete(PATH).handler(this::signOut);
    }

    /** 200 for everybody, so that the page can ask without a failure in the browser's console. */
    private void who(RoutingContext context) {
        access.caller(context.request())
                .onSuccess(caller -> Answers.json(context, 200, json(caller)))
                .onFailure(failure -> {
                    boolean unknown = failure instanceof Refusal refusal && refusal.status() == 401;
                    if (unknown) {
                        Answers.json(context, 200, nobody());
                    } else {
                        context.fail(failure);
                    }
                });
    }

    private static JsonObject nobody() {
        return new JsonObject()
                .putNull("user")
                .putNull("role")
                .put("pools", new JsonArray())
                .put("signedIn", false);
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
                    context.response()
                            .addCookie(
                                    cookie(request, begun.token(), TimeUnit.NANOSECONDS.toSeconds(Sessions.LONGEST)));
                    journal.add(
                            EventKind.SIGNED_IN,
                            "admin",
                            "as " + Texts.word(begun.caller().role()),
                            begun.caller().author());
                    Answers.json(context, 200, json(begun.caller()));
                })
                .onFailure(context::fail);
    }

    private void signOut(RoutingContext context) {
        HttpServerRequest request = context.request();
        access.caller(request).onSuccess(caller -> {
            if (caller.signedIn()) {
                journal.add(EventKind.SIGNED_OUT, "admin", "the session ended", caller.author());
            }
        });
        access.end(request);
        context.response().addCookie(cookie(request, "", 0));
        context.response().setStatusCode(204).end();
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
