package dev.skein.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skein.cluster.Reports;
import dev.skein.config.AdminSettings.User;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether somebody is who they say: passwords and tokens, and whoever guesses has to wait. Confined to the admin loop. */
final class SignIn {
    private static final int SHOWN_NAME = 64;

    private final Ticker ticker;
    private final Journal journal;
    private final Passwords passwords;
    private final Throttle throttle;

    SignIn(Vertx vertx, Ticker ticker, Journal journal, Reports reports) {
        this.ticker = ticker;
        this.journal = journal;
        this.passwords = new Passwords(vertx, ticker);
        this.throttle = new Throttle(reports);
    }

    /** The user, if the password is right. */
    Future<User> byPassword(List<User> users, String name, String password, String address) {
        User user = named(users, name);
        String own = user == null ? "" : user.passwordHash().value();
        // Somebody else's where there is none: the time that the comparison takes must tell nobody which names exist.
        String hash = own.isEmpty() ? anyHash(users) : own;
        ByteBuffer digest = passwords.digest(name + ':' + password, hash);
        if (user != null && !own.isEmpty() && passwords.known(digest)) {
            return Future.succeededFuture(user);
        }
        Refusal wait = wait(address);
        if (wait != null) {
            return Future.failedFuture(wait);
        }
        return passwords.check(digest, password, hash).compose(right -> {
            if (right && user != null && !own.isEmpty()) {
                return Future.succeededFuture(user);
            }
            wrong("user or password for '" + shown(name) + "'", address);
            return Future.failedFuture(Refusal.of(401, "user or password: wrong"));
        });
    }

    /** The user whose token it is. */
    Future<User> byToken(List<User> users, String token, String address) {
        byte[] asked =
                ("sha256:" + HexFormat.of().formatHex(Sessions.hash(token).array())).getBytes(US_ASCII);
        User found = null;
        for (User user : users) {
            // All of them, in constant time each.
            if (MessageDigest.isEqual(asked, user.tokenHash().value().getBytes(US_ASCII))) {
                found = user;
            }
        }
        if (found != null) {
            return Future.succeededFuture(found);
        }
        Refusal wait = wait(address);
        if (wait == null) {
            wrong("token", address);
            wait = Refusal.of(401, "token: wrong");
        }
        return Future.failedFuture(wait);
    }

    static @Nullable User named(List<User> users, String name) {
        return users.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String anyHash(List<User> users) {
        return users.stream()
                .map(user -> user.passwordHash().value())
                .filter(hash -> !hash.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Null: not now. */
    @Nullable
    Refusal wait(String address) {
        long wait = throttle.nanosToWait(address, ticker.nanos(), ticker.epochMillis());
        if (wait <= 0) {
            return null;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(wait) + 1;
        return Refusal.retryAfter(
                429, seconds, "sign-in: too many were refused from " + address + "; wait " + seconds + " s");
    }

    private void wrong(String what, String address) {
        refused("wrong " + what, address);
    }

    /** Somebody was not who they had to be; the first ones from an address are told. */
    void refused(String what, String address) {
        int count = throttle.failed(address, ticker.nanos(), ticker.epochMillis());
        if (count <= Throttle.FAILURES) {
            journal.add(
                    EventKind.SIGN_IN_REFUSED,
                    "admin",
                    what + " from " + address + (count == Throttle.FAILURES ? "; it has to wait now" : ""));
        }
    }

    private static String shown(String name) {
        String some = name.length() > SHOWN_NAME ? name.substring(0, SHOWN_NAME) : name;
        return some.replaceAll("\\p{Cntrl}", "?");
    }
}
