package dev.skein.control;

import dev.skein.admission.ConcurrencyLimit;
import dev.skein.coding.Coding;
import dev.skein.config.RouteAction;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.model.Ascii;
import dev.skein.routing.Condition;
import dev.skein.routing.FieldEdits;
import dev.skein.routing.PathPattern;
import dev.skein.routing.PathRewrite;
import dev.skein.routing.RouteTable;
import dev.skein.routing.Rule;
import dev.skein.routing.Template;
import dev.skein.snapshot.Action;
import dev.skein.snapshot.Compression;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.RetryPolicy;
import dev.skein.snapshot.Route;
import dev.skein.snapshot.RoutePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the settings' routes to the table that requests are matched with. Confined to the control thread. */
final class RouteCompiler {
    private final Environment environment;
    private final Limits limits;
    private final AccessCompiler access;

    RouteCompiler(Environment environment) {
        this.environment = environment;
        this.limits = new Limits(environment);
        this.access = new AccessCompiler(environment.ticker());
    }

    /**
     * Does all that compiling could stumble over, and keeps nothing: so that settings are refused before they change
     * anything.
     *
     * @throws IllegalArgumentException with route, value and rule
     */
    static void check(Settings settings) {
        for (RouteSettings route : settings.routes()) {
            try {
                PathPattern path = Conditions.path(Conditions.of(route.match()));
                edits(AccessCompiler.edits(route), path);
                edits(AccessCompiler.responseEdits(route), path);
                AccessCompiler.check(route);
                rewrite(route.rewrite());
                switch (route.action()) {
                    case RouteAction.Redirect redirect ->
                        Template.compile(redirect.to().text(), path);
                    case RouteAction.Respond respond -> body(respond);
                    default -> retry(route, settings);
                }
            } catch (IllegalArgumentException | UncheckedIOException e) {
                throw new IllegalArgumentException(
                        route.place() + ": routes." + route.name() + ": " + e.getMessage(), e);
            }
        }
    }

    Limits limits() {
        return limits;
    }

    /**
     * Compiles all routes.
     *
     * @throws IllegalArgumentException with route, value and rule for what only compiling can find out
     */
    RouteTable<Route> compile(Settings settings, Map<String, Pool> pools) {
        List<Rule<Route>> rules = new ArrayList<>();
        for (RouteSettings route : settings.routes()) {
            List<Condition> conditions = Conditions.of(route.match());
            Route target = route(route, conditions, settings, pools);
            rules.add(new Rule<>(route.name(), route.priority(), conditions, target));
        }
        limits.retain(settings.routes());
        access.compiled();
        return RouteTable.of(rules);
    }

    private Route route(RouteSettings route, List<Condition> conditions, Settings settings, Map<String, Pool> pools) {
        PathPattern path = Conditions.path(conditions);
        ConcurrencyLimit concurrency = limits.concurrency(route);
        return new Route(
                route.name(),
                environment.metrics().route(route.name()),
                action(route.action(), path, pools),
                policy(route, settings),
                route.allowMethods().stream().map(Ascii::bytes).toList(),
                route.upgrades().stream().map(Ascii::bytes).toList(),
                rewrite(route.rewrite()),
                host(route.host()),
                edits(AccessCompiler.edits(route), path).showing(AccessCompiler.shown(route)),
                edits(AccessCompiler.responseEdits(route), path),
                limits.of(route),
                access.of(route),
                AccessCompiler.cors(route),
                compression(route.compression()),
                concurrency,
                route.traces());
    }

    private static Action action(RouteAction action, @Nullable PathPattern path, Map<String, Pool> pools) {
        return switch (action) {
            case RouteAction.ToPool(String pool) -> new Action.ToPool(Objects.requireNonNull(pools.get(pool)));
            case RouteAction.Split split -> split(split, pools);
            case RouteAction.Redirect redirect ->
                new Action.Redirect(
                        redirect.status(), Template.compile(redirect.to().text(), path));
            case RouteAction.Respond respond ->
                new Action.Respond(respond.status(), respond.contentType(), body(respond));
            case RouteAction.Ready _ -> new Action.Ready();
        };
    }

    private static Action split(RouteAction.Split split, Map<String, Pool> pools) {
        List<RouteAction.Share> shares =
                split.shares().stream().filter(share -> share.weight() > 0).toList();
        int[] sums = new int[shares.size()];
        int sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += shares.get(i).weight();
            sums[i] = sum;
        }
        return new Action.Split(
                shares.stream()
                        .map(share -> Objects.requireNonNull(pools.get(share.pool())))
                        .toList(),
                sums);
    }

    private static byte[] body(RouteAction.Respond respond) {
        if (respond.file() == null) {
            return respond.body().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Files.readAllBytes(respond.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the route says over what its pool says; a split's pools share what the route says over the first one's. */
    private static @Nullable RetryPolicy retry(RouteSettings route, Settings settings) {
        var override = route.retry();
        if (override.attempts() == null && override.on() == null && override.onStatus() == null) {
            return null;
        }
        String pool = switch (route.action()) {
            case RouteAction.ToPool(String name) -> name;
            case RouteAction.Split(var shares) -> shares.getFirst().pool();
            default -> null;
        };
        return pool == null
                ? null
                : Policies.retry(override.over(settings.pool(pool).retry()));
    }

    private static RoutePolicy policy(RouteSettings route, Settings settings) {
        RouteSettings.Timeouts timeouts = route.timeouts();
        var retry = route.retry();
        return new RoutePolicy(
                timeouts.total().toNanos(),
                timeouts.tunnelIdle().toNanos(),
                nanos(timeouts.queue()),
                nanos(timeouts.responseHeader()),
                nanos(timeouts.bodyStall()),
                route.limits().body(),
                retry(route, settings),
                retry.idempotent());
    }

    private static @Nullable Compression compression(RouteSettings.@Nullable Compression settings) {
        if (settings == null) {
            return null;
        }
        List<Coding> codings = settings.codings().stream()
                .map(coding -> Coding.valueOf(coding.name()))
                .filter(Coding::available)
                .toList();
        return codings.isEmpty()
                ? null
                : new Compression(settings.types(), settings.minSize(), codings, settings.level());
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toNanos();
    }

    private static @Nullable PathRewrite rewrite(RouteSettings.@Nullable Rewrite rewrite) {
        if (rewrite == null) {
            return null;
        }
        return rewrite.regex() != null
                ? PathRewrite.regex(rewrite.regex(), rewrite.replacement() == null ? "" : rewrite.replacement())
                : PathRewrite.prefixes(rewrite.stripPrefix(), rewrite.addPrefix());
    }

    private static byte @Nullable [] host(RouteSettings.HostRule rule) {
        return switch (rule) {
            case RouteSettings.HostRule.Keep ignored -> null;
            case RouteSettings.HostRule.Replace ignored -> new byte[0];
            case RouteSettings.HostRule.Literal(String host) -> Ascii.bytes(host);
        };
    }

    private static FieldEdits edits(RouteSettings.HeaderEdits edits, @Nullable PathPattern path) {
        return edits.isEmpty()
                ? FieldEdits.NONE
                : FieldEdits.of(edits.remove(), lines(edits.set(), path), lines(edits.add(), path));
    }

    private static List<FieldEdits.Line> lines(List<RouteSettings.HeaderValue> values, @Nullable PathPattern path) {
        return values.stream()
                .map(value -> new FieldEdits.Line(
                        value.name(), Template.compile(value.value().text(), path)))
                .toList();
    }
}
