package dev.skein.control;

import dev.skein.access.Access;
import dev.skein.access.Cors;
import dev.skein.access.ForwardAuth;
import dev.skein.access.Passwords;
import dev.skein.access.Tokens;
import dev.skein.access.Trust;
import dev.skein.access.Verifier;
import dev.skein.access.Workers;
import dev.skein.balance.KeySource;
import dev.skein.config.AccessSettings;
import dev.skein.config.RequestKey;
import dev.skein.config.RouteSettings;
import dev.skein.model.NetworkSet;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who may use routes. What verifies outlives reloads as long as it says the same: with what it knows, and its keys. */
final class AccessCompiler {
    private final Ticker ticker;
    private final Executor hashing = Workers.hashing();
    private final Executor waiting = Workers.waiting();
    private Map<Key, Verifier> verifiers = new HashMap<>();
    private Map<Key, Verifier> next = new HashMap<>();

    private record Key(AccessSettings.Identity identity, List<String> claims) {}

    AccessCompiler(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Tries what could not be made: {@link IllegalArgumentException} with the reason. */
    static void check(RouteSettings route) {
        if (route.access().identity() instanceof AccessSettings.Basic basic) {
            Passwords.check(basic.users());
        }
    }

    /** Null: everybody may. */
    @Nullable
    Access of(RouteSettings route) {
        AccessSettings settings = route.access();
        AccessSettings.Identity identity = settings.identity();
        if (settings.allow().isEmpty() && settings.deny().isEmpty() && identity == null) {
            return null;
        }
        List<String> claims = claims(route);
        Verifier verifier = null;
        if (identity != null) {
            Key key = new Key(identity, claims);
            Verifier old = verifiers.get(key);
            verifier = next.computeIfAbsent(key, absent -> old == null ? verifier(identity, claims) : old);
        }
        return new Access(NetworkSet.of(settings.allow()), NetworkSet.of(settings.deny()), verifier, claims);
    }

    /** All routes have been asked for: forgets what none of them needs. */
    void compiled() {
        verifiers = next;
        next = new HashMap<>();
    }

    private static List<String> claims(RouteSettings route) {
        List<String> claims = new ArrayList<>();
        for (var limit : route.rateLimits()) {
            if (limit.by() instanceof RequestKey.Claim(String name) && !claims.contains(name)) {
                claims.add(name);
            }
        }
        return List.copyOf(claims);
    }

    private Verifier verifier(AccessSettings.Identity identity, List<String> claims) {
        return switch (identity) {
            case AccessSettings.Basic basic ->
                new Passwords(
                        new Passwords.Rules(basic.realm(), basic.cache().toMillis(), basic.header(), !claims.isEmpty()),
                        basic.users(),
                        hashing,
                        AccessCompiler::hash);
            case AccessSettings.Jwt jwt -> new Tokens(rules(jwt, claims), waiting, AccessCompiler::hash, ticker::nanos);
            case AccessSettings.ForwardAuth forward ->
                new ForwardAuth(new ForwardAuth.Rules(
                        forward.url(), forward.timeout(), forward.send(), forward.copy(), trust(forward.tls())));
        };
    }

    private static Trust trust(AccessSettings.ServiceTls tls) {
        return new Trust(tls.ca(), tls.serverName(), tls.verify());
    }

    private static Tokens.Rules rules(AccessSettings.Jwt jwt, List<String> claims) {
        Map<String, String> headers = new LinkedHashMap<>();
        jwt.claims().forEach(each -> headers.put(each.header(), each.claim()));
        return new Tokens.Rules(
                jwt.keys(),
                jwt.refresh(),
                jwt.timeout(),
                jwt.ca(),
                jwt.algorithms(),
                jwt.issuers(),
                jwt.audiences(),
                (int) jwt.leeway().toSeconds(),
                jwt.cache().toMillis(),
                jwt.cookie(),
                headers,
                claims);
    }

    private static long hash(byte[] text) {
        return KeySource.hash(text, 0, text.length);
    }

    static @Nullable Cors cors(RouteSettings route) {
        AccessSettings.Cors cors = route.access().cors();
        return cors == null
                ? null
                : new Cors(new Cors.Rules(
                        cors.origins(),
                        cors.methods(),
                        cors.headers(),
                        cors.expose(),
                        cors.credentials(),
                        cors.maxAge().toSeconds()));
    }

    /** The request's edits, with all that clients must not say of themselves. */
    static RouteSettings.HeaderEdits edits(RouteSettings route) {
        AccessSettings.Identity identity = route.access().identity();
        if (identity == null) {
            return route.requestHeaders();
        }
        List<String> removed = new ArrayList<>(identity.headers());
        if (identity.hidden()) {
            removed.add("authorization");
        }
        return with(route.requestHeaders(), removed);
    }

    /** The fields of a request that somebody else decides by. */
    static List<String> shown(RouteSettings route) {
        return route.access().identity() instanceof AccessSettings.ForwardAuth forward ? forward.send() : List.of();
    }

    /** The response's edits: what servers say of scripts gives way to what the route says. */
    static RouteSettings.HeaderEdits responseEdits(RouteSettings route) {
        return route.access().cors() == null ? route.responseHeaders() : with(route.responseHeaders(), Cors.OURS);
    }

    private static RouteSettings.HeaderEdits with(RouteSettings.HeaderEdits edits, List<String> removed) {
        List<String> all = new ArrayList<>(edits.remove());
        all.addAll(removed);
        return new RouteSettings.HeaderEdits(List.copyOf(all), edits.set(), edits.add());
    }
}
