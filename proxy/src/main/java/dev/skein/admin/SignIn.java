package dev.skein.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skein.cluster.Reports;
import dev.skein.config.AdminSettings.User;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether somebody is who they say: passwords and tokens, and whoever guesses has to wait. Confined to the admin loop. */
final class SignIn {
    private static final int SHOWN_NAME = 64;
    private static final int NAME_BYTES = 16;

    private final Ticker ticker;
    private final Journal journal;
    private final Passwords passwords;
    private final Throttle networks;
    private final Throttle names;
    private final Familiar familiar;

    SignIn(Vertx vertx, Ticker ticker, Journal journal, Reports reports) {
        this.ticker = ticker;
        this.journal = journal;
        this.passwords = new Passwords(vertx, ticker);
        this.networks = Throttle.ofNetworks(reports);
        this.names = Throttle.ofNames(reports);
        this.familiar = new Familiar(ticker);
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
        wait = wait == null ? waitFor(name, address) : wait;
        if (wait != null) {
            return Future.failedFuture(wait);
        }
        return passwords.check(digest, password, hash).compose(right -> {
            if (right && user != null && !own.isEmpty()) {
                familiar.seen(name, network(address));
                return Future.succeededFuture(user);
            }
            wrong("user or password for '" + shown(name) + "'", address);
            wrongFor(name);
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
        return tooMany(networks.nanosToWait(network(address), ticker.nanos(), ticker.epochMillis()), "from " + address);
    }

    /**
     * Whoever guesses from many networks waits, too, and so does everybody who comes with that name, to a minute's end; but
     * not from where its owner has come in lately, or a stranger could keep them out.
     */
    private @Nullable Refusal waitFor(String name, String address) {
        return familiar.is(name, network(address))
                ? null
                : tooMany(names.nanosToWait(key(name), ticker.nanos(), ticker.epochMillis()), "for this user");
    }

    private static @Nullable Refusal tooMany(long nanos, String what) {
        if (nanos <= 0) {
            return null;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos) + 1;
        return Refusal.retryAfter(429, seconds, "sign-in: too many were refused " + what + "; wait " + seconds + " s");
    }

    /** Names as they were typed, which may be passwords, are not told to other nodes. */
    private static String key(String name) {
        return HexFormat.of().formatHex(Sessions.hash(name).array(), 0, NAME_BYTES);
    }

    private void wrongFor(String name) {
        if (names.failed(key(name), ticker.nanos(), ticker.epochMillis()) == Throttle.FAILURES_FOR_A_NAME) {
            journal.add(
                    EventKind.SIGN_IN_REFUSED,
                    "admin",
                    Throttle.FAILURES_FOR_A_NAME + " wrong passwords for '" + shown(name)
                            + "' within a minute: from networks where it did not sign in lately it has to wait now");
        }
    }

    /** What one attacker has: an address, or of IPv6 all of the last 64 bits. */
    static String network(String address) {
        try {
            InetAddress one = InetAddress.ofLiteral(address.replaceFirst("%.*", ""));
            byte[] bytes = one.getAddress();
            return bytes.length == 4 ? one.getHostAddress() : HexFormat.of().formatHex(bytes, 0, 8) + "::/64";
        } catch (IllegalArgumentException e) {
            // No address that anybody could tell: what it says is one.
            return address;
        }
    }

    private void wrong(String what, String address) {
        refused("wrong " + what, address);
    }

    /** Somebody was not who they had to be; the first ones from an address are told. */
    void refused(String what, String address) {
        int count = networks.failed(network(address), ticker.nanos(), ticker.epochMillis());
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
