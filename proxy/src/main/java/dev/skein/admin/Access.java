package dev.skein.admin;

import dev.skein.config.AdminSettings;
import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AdminSettings.User;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may do what: HTTP Basic (RFC 7617) against the users of the settings. Confined to the admin loop. */
final class Access {
    private static final String CALLER = "caller";
    private static final String SCHEME = "basic ";

    private final Supplier<AdminSettings> settings;
    private final Ticker ticker;
    private final Journal journal;
    private final Passwords passwords;
    private final Throttle throttle = new Throttle();

    Access(Vertx vertx, Ticker ticker, Journal journal, Supplier<AdminSettings> settings) {
        this.settings = settings;
        this.ticker = ticker;
        this.journal = journal;
        this.passwords = new Passwords(vertx, ticker);
    }

    /** Lets those through who may at least this. */
    Handler<RoutingContext> needs(Role role) {
        return context -> caller(context.request())
                .onSuccess(caller -> {
                    if (caller.may(role)) {
                        context.put(CALLER, caller);
                        context.next();
                    } else {
                        context.fail(Refusal.of(
                                403,
                                "role: " + Texts.word(caller.role()) + " of " + caller.name() + " (expected: "
                                        + Texts.word(role) + ")"));
                    }
                })
                .onFailure(context::fail);
    }

    static Caller of(RoutingContext context) {
        return Objects.requireNonNull(context.<Caller>get(CALLER));
    }

    private Future<Caller> caller(HttpServerRequest request) {
        List<User> users = settings.get().users();
        String address = address(request.remoteAddress());
        if (users.isEmpty()) {
            return Future.succeededFuture(new Caller("local", Role.ADMIN, address));
        }
        String[] credentials = credentials(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (credentials == null) {
            return Future.failedFuture(Refusal.of(401, "user and password (expected: by HTTP Basic)"));
        }
        return signIn(users, credentials[0], credentials[1], address);
    }

    private Future<Caller> signIn(List<User> users, String name, String password, String address) {
        User user = users.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(null);
        String own = user == null ? "" : user.passwordHash().value();
        // Somebody else's where there is none: the time that the comparison takes must tell nobody which names exist.
        String hash = own.isEmpty() ? anyHash(users) : own;
        ByteBuffer digest = passwords.digest(name + ':' + password, hash);
        if (user != null && !own.isEmpty() && passwords.known(digest)) {
            return Future.succeededFuture(new Caller(name, user.role(), address));
        }
        long wait = throttle.nanosToWait(address, ticker.nanos());
        if (wait > 0) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(wait) + 1;
            return Future.failedFuture(Refusal.retryAfter(
                    429, seconds, "sign-in: too many wrong passwords from " + address + "; wait " + seconds + " s"));
        }
        return passwords.check(digest, password, hash).compose(right -> {
            if (right && user != null && !own.isEmpty()) {
                return Future.succeededFuture(new Caller(name, user.role(), address));
            }
            wrong(name, address);
            return Future.failedFuture(Refusal.of(401, "user or password: wrong"));
        });
    }

    private static String anyHash(List<User> users) {
        return users.stream()
                .map(user -> user.passwordHash().value())
                .filter(hash -> !hash.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void wrong(String name, String address) {
        int count = throttle.failed(address, ticker.nanos());
        if (count <= Throttle.FAILURES) {
            String shown = name.length() > 64 ? name.substring(0, 64) : name;
            journal.add(
                    EventKind.SIGN_IN_REFUSED,
                    "admin",
                    "wrong user or password for '" + shown.replaceAll("\\p{Cntrl}", "?") + "' from " + address
                            + (count == Throttle.FAILURES ? "; it has to wait now" : ""));
        }
    }

    /** User and password, or null where there are none to be read. */
    private static String @Nullable [] credentials(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = new String(decoded, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? null : new String[] {text.substring(0, colon), text.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            // Not Base64: as good as none.
            return null;
        }
    }

    static String address(@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "unknown" : address;
    }
}
