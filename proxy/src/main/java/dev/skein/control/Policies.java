package dev.skein.control;

import dev.skein.admission.BreakerRule;
import dev.skein.balance.Affinity;
import dev.skein.balance.Balancer;
import dev.skein.balance.ConsistentHash;
import dev.skein.balance.KeySource;
import dev.skein.balance.LeastConnections;
import dev.skein.balance.LeastLatency;
import dev.skein.balance.Pins;
import dev.skein.balance.PowerOfTwo;
import dev.skein.balance.RoundRobin;
import dev.skein.balance.SessionCookie;
import dev.skein.balance.WeightedRandom;
import dev.skein.config.AffinitySettings;
import dev.skein.config.HealthSettings;
import dev.skein.config.PassiveSettings;
import dev.skein.config.PoolSettings;
import dev.skein.config.RequestKey;
import dev.skein.config.RetrySettings;
import dev.skein.config.StatusRange;
import dev.skein.health.HealthPolicy;
import dev.skein.health.OutlierPolicy;
import dev.skein.snapshot.PoolPolicy;
import dev.skein.snapshot.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** From a pool's settings to the values that the packages of the request path work with. */
final class Policies {
    private static final int PINS = 100_000;
    static final long PIN_IDLE_SECONDS = 3600;

    private Policies() {}

    static PoolPolicy pool(PoolSettings settings) {
        return new PoolPolicy(
                settings.protocol() == PoolSettings.Protocol.H2,
                settings.queue().size(),
                settings.queue().timeout().toNanos(),
                settings.timeouts().responseHeader().toNanos(),
                settings.timeouts().bodyStall().toNanos(),
                retry(settings.retry()),
                settings.onDown() == PoolSettings.OnDown.CLOSE,
                statuses(settings.passive().statuses()));
    }

    static RetryPolicy retry(RetrySettings settings) {
        return new RetryPolicy(
                settings.attempts(),
                settings.on().contains(RetrySettings.On.CONNECT_FAILURE),
                settings.on().contains(RetrySettings.On.REUSED_CONNECTION),
                settings.on().contains(RetrySettings.On.SERVER_CLOSED),
                settings.on().contains(RetrySettings.On.RESPONSE_TIMEOUT),
                statuses(settings.onStatus()),
                (int) Math.min(Integer.MAX_VALUE, settings.bodyBuffer()));
    }

    static BitSet statuses(List<StatusRange> ranges) {
        BitSet set = new BitSet();
        ranges.forEach(range -> set.set(range.first(), range.last() + 1));
        return set;
    }

    static Balancer balancer(PoolSettings settings) {
        return switch (settings.balance()) {
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_CONNECTIONS -> new LeastConnections();
            case POWER_OF_TWO -> new PowerOfTwo();
            case RANDOM -> new WeightedRandom();
            case CONSISTENT_HASH ->
                new ConsistentHash(key(settings.hash().key()), settings.hash().loadBound());
            case LEAST_LATENCY -> new LeastLatency();
        };
    }

    static KeySource key(RequestKey key) {
        return switch (key) {
            case RequestKey.ClientAddress ignored -> KeySource.client();
            case RequestKey.RequestPath ignored -> KeySource.path();
            case RequestKey.Header(String name) -> KeySource.header(name);
            case RequestKey.Cookie(String name) -> KeySource.cookie(name);
            case RequestKey.Query(String name) -> KeySource.query(name);
            case RequestKey.Claim(String name) ->
                throw new IllegalArgumentException("claim " + name + " is nothing of the request");
        };
    }

    /** @param shared whether other nodes have sessions, too */
    static Affinity affinity(AffinitySettings settings, CookieSecrets cookies, boolean shared) {
        return switch (settings.mode()) {
            case NONE -> Affinity.NONE;
            case COOKIE -> new Affinity.Cookie(cookie(settings, cookies));
            case APP_COOKIE -> keyed(KeySource.cookie(settings.name()), shared);
            case HEADER -> keyed(KeySource.header(settings.name()), shared);
            case CLIENT_ADDRESS ->
                shared ? keyed(KeySource.client(), true) : new Affinity.Keyed(KeySource.client(), Pins.none());
        };
    }

    private static Affinity keyed(KeySource source, boolean shared) {
        return shared
                ? new Affinity.Keyed(source, Pins.shared(PINS, PIN_IDLE_SECONDS), new Pins(PINS, PIN_IDLE_SECONDS))
                : new Affinity.Keyed(source, new Pins(PINS, PIN_IDLE_SECONDS));
    }

    private static SessionCookie cookie(AffinitySettings settings, CookieSecrets cookies) {
        List<SessionCookie.Key> keys = settings.secret() == null
                ? cookies.keys()
                : List.of(SessionCookie.Key.of(settings.secret().value().getBytes(StandardCharsets.UTF_8)));
        var attributes = new SessionCookie.Attributes(
                settings.path(),
                settings.domain() == null ? "" : settings.domain(),
                settings.maxAge().toSeconds(),
                SessionCookie.SameSite.valueOf(settings.sameSite().name()),
                settings.httpOnly(),
                SessionCookie.Secure.valueOf(settings.secure().name()));
        return new SessionCookie(settings.name(), attributes, keys);
    }

    static HealthPolicy health(HealthSettings settings) {
        var pace = new HealthPolicy.Pace(
                settings.interval(),
                settings.fastInterval(),
                settings.downInterval(),
                settings.jitter(),
                settings.timeout());
        var initial = switch (settings.initial()) {
            case UP -> HealthPolicy.Initial.UP;
            case DOWN -> HealthPolicy.Initial.DOWN;
            case FIRST_CHECK -> HealthPolicy.Initial.CHECKING;
        };
        boolean active = settings.type() != HealthSettings.Type.OFF;
        return new HealthPolicy(active, settings.rise(), settings.fall(), initial, pace);
    }

    static OutlierPolicy outliers(PassiveSettings settings) {
        if (settings.consecutiveFailures() == 0) {
            return OutlierPolicy.OFF;
        }
        return new OutlierPolicy(
                settings.consecutiveFailures(),
                settings.baseEjection(),
                settings.maxEjection(),
                OutlierPolicy.Growth.LINEAR,
                Duration.ofMinutes(1),
                settings.maxShare());
    }

    static BreakerRule breaker(PoolSettings.CircuitBreaker settings) {
        return new BreakerRule(
                settings.failureRatio(),
                settings.minRequests(),
                settings.window().toNanos(),
                settings.open().toNanos(),
                settings.trials());
    }
}
