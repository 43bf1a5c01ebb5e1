package dev.skein.admin;

import dev.skein.admin.Sessions.Holder;
import dev.skein.config.AdminSettings;
import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AdminSettings.User;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: HTTP Basic (RFC 7617) or a token (RFC 6750) for programs, a session's cookie for the page, against the
 * users of the settings. Confined to the admin loop.
 */
final class Access {
    /** What the page's own requests carry: other sites' pages can't send it without asking first. */
    static final String PAGE = "X-Skein-Page";

    private static final String CALLER = "caller";
    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    private final Supplier<AdminSettings> settings;
    private final SignIn signIn;
    private final Sessions sessions;

    Access(Vertx vertx, NodeView node, Supplier<AdminSettings> settings) {
        this.settings = settings;
        this.signIn =
                new SignIn(vertx, node.ticker(), node.journal(), node.cluster().reports());
        this.sessions = new Sessions(node.ticker());
    }

    /** Lets those through who may at least this, and to the pool of the path if they are limited to some. */
    Handler<RoutingContext> needs(Role role) {
        return needs(role, context -> context.pathParam("pool"));
    }

    /** @param pool the only one that a request is about; null: it is about more */
    Handler<RoutingContext> needs(Role role, Function<RoutingContext, @Nullable String> pool) {
        return context -> known(context)
                .onSuccess(caller -> {
                    try {
                        permit(context, caller, role, pool);
                    } catch (Refusal refusal) {
                        context.fail(refusal);
                        return;
                    }
                    context.next();
                })
                .onFailure(context::fail);
    }

    /** Who it is, asked once for a request, and before it is judged: whoever is refused has a name, too. */
    Future<Caller> known(RoutingContext context) {
        Caller known = find(context);
        return known != null
                ? Future.succeededFuture(known)
                : caller(context.request()).onSuccess(caller -> context.put(CALLER, caller));
    }

    /** Whatever is refused before anybody asked who it is: the journal is to name them, if it is a change. */
    Handler<RoutingContext> named(Handler<RoutingContext> refused) {
        return context -> {
            boolean unknown = context.failure() instanceof Refusal refusal
                    && Set.of(401, 429).contains(refusal.status());
            if (unknown || find(context) != null || !Audit.changing(context.request())) {
                refused.handle(context);
            } else {
                known(context).onComplete(any -> refused.handle(context));
            }
        };
    }

    private static void permit(
            RoutingContext context, Caller caller, Role role, Function<RoutingContext, @Nullable String> of) {
        if (!caller.may(role)) {
            throw Refusal.of(
                    403,
                    "role: " + Texts.word(caller.role()) + " of " + caller.name() + " (expected: " + Texts.word(role)
                            + ")");
        }
        String pool = role == Role.VIEWER || caller.pools().isEmpty() ? null : of.apply(context);
        if (role != Role.VIEWER && !caller.mayTouch(pool)) {
            throw Refusal.of(
                    403,
                    (pool == null ? "this" : "pool: " + pool) + ": not for " + caller.name() + " (expected: a pool of "
                            + caller.pools() + ")");
        }
        HttpMethod method = context.request().method();
        boolean changes = !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
        if (changes && caller.signedIn() && !context.request().headers().contains(PAGE)) {
            throw Refusal.of(403, PAGE + ": missing (expected: with every change by a session's cookie)");
        }
    }

    static Caller of(RoutingContext context) {
        return Objects.requireNonNull(find(context));
    }

    /** Null while nobody knows. */
    static @Nullable Caller find(RoutingContext context) {
        return context.get(CALLER);
    }

    /** Whether nobody has to sign in. */
    boolean open() {
        return settings.get().open();
    }

    Future<Caller> caller(HttpServerRequest request) {
        List<User> users = settings.get().users();
        String address = address(request.remoteAddress());
        if (open()) {
            return Future.succeededFuture(new Caller("local", Role.ADMIN, address, List.of(), false));
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return bySession(request, address);
        }
        if (starts(authorization, BEARER)) {
            String token = authorization.substring(BEARER.length()).strip();
            return signIn.byToken(users, token, address).map(user -> Callers.of(user, address, false));
        }
        String[] credentials = credentials(authorization);
        if (credentials == null) {
            return Future.failedFuture(Refusal.of(401, "Authorization: unknown (expected: Basic or Bearer)"));
        }
        return signIn.byPassword(users, credentials[0], credentials[1], address)
                .map(user -> Callers.of(user, address, false));
    }

    private Future<Caller> bySession(HttpServerRequest request, String address) {
        Cookie cookie = request.getCookie(cookie(request));
        AdminSettings now = settings.get();
        Caller caller =
                cookie == null ? null : sessions.find(cookie.getValue(), holder -> Callers.of(holder, now, address));
        return caller == null
                ? Future.failedFuture(Refusal.of(401, "user and password (expected: a session, HTTP Basic or a token)"))
                : Future.succeededFuture(caller);
    }

    /** Begins a session; its caller, and what the browser is to keep. */
    Future<Begun> begin(HttpServerRequest request, String name, String password) {
        String address = address(request.remoteAddress());
        return signIn.byPassword(settings.get().users(), name, password, address)
                .map(user -> new Begun(Callers.of(user, address, true), sessions.begin(Holder.Own.of(user))));
    }

    /** The same for whoever a provider knows; null where nobody of theirs may anything. */
    @Nullable
    Begun begin(HttpServerRequest request, Holder.Foreign holder) {
        Caller caller = Callers.of(holder, settings.get(), address(request.remoteAddress()));
        return caller == null ? null : new Begun(caller, sessions.begin(holder));
    }

    /** Who signs in, and has to wait for it. */
    SignIn signIn() {
        return signIn;
    }

    AdminSettings settings() {
        return settings.get();
    }

    /** A session that began. */
    record Begun(Caller caller, String token) {}

    /** Whose session it was; null: there was none. */
    @Nullable
    Holder end(HttpServerRequest request) {
        Cookie cookie = request.getCookie(cookie(request));
        return cookie == null ? null : sessions.end(cookie.getValue());
    }

    /** Browsers tell hosts apart by their names only: several nodes of one machine must not overwrite each other's. */
    static String cookie(HttpServerRequest request) {
        SocketAddress local = request.localAddress();
        String name = "skein-" + (local == null ? 0 : local.port());
        return request.isSSL() ? "__Host-" + name : name;
    }

    /** User and password, or null where there are none to be read. */
    private static String @Nullable [] credentials(String authorization) {
        if (!starts(authorization, BASIC)) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String text = new String(decoded, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? null : new String[] {text.substring(0, colon), text.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            // Not Base64: as good as none.
            return null;
        }
    }

    private static boolean starts(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    static String address(@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "unknown" : address;
    }
}
