package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.RouteSettings.HeaderEdits;
import dev.skein.config.RouteSettings.HeaderValue;
import dev.skein.config.RouteSettings.HostRule;
import dev.skein.config.RouteSettings.Limits;
import dev.skein.config.RouteSettings.RetryOverride;
import dev.skein.config.RouteSettings.Rewrite;
import dev.skein.config.RouteSettings.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a route. */
final class RouteReader {
    private static final Rule<HostRule> HOST =
            new Rule<>("keep, replace or a host name", new HostRule.Keep(), text -> switch (text) {
                case "keep" -> Rule.good(new HostRule.Keep());
                case "replace" -> Rule.good(new HostRule.Replace());
                default ->
                    AddressRules.AUTHORITY.reader().apply(text) instanceof Rule.Read.Good<String>
                            ? Rule.good(new HostRule.Literal(text))
                            : Rule.bad();
            });

    private RouteReader() {}

    /**
     * Reads one.
     *
     * @param poolNames the rule that a name is one of all pools'
     */
    static RouteSettings route(Block block, Rule<String> poolNames) {
        RouteSettings route = new RouteSettings(
                block.place(),
                block.get("name", Rules.NAME),
                block.get("priority", Rules.integer(-1_000_000, 1_000_000)),
                RouteMatchReader.match(block.block("match")),
                new RouteActionReader(block, poolNames).read(),
                rewrite(block.block("rewrite")),
                edits(block.block("request-headers"), TemplateRules.FOR_REQUEST),
                edits(block.block("response-headers"), TemplateRules.FOR_RESPONSE),
                block.get("host", HOST),
                timeouts(block.block("timeouts")),
                retry(block.block("retry")),
                limits(block.block("limits")),
                rateLimits(block),
                AccessReader.access(block.block("access")),
                compression(Children.optional(block, "compression", Kind.COMPRESSION)),
                block.list("allow-methods", HttpRules.METHOD),
                block.list("upgrades", HttpRules.UPGRADE),
                block.get("traces", Rules.BOOLEAN));
        RouteChecks.groups(block, route);
        RouteChecks.claims(block, route);
        return route;
    }

    private static @Nullable Rewrite rewrite(Block block) {
        Rewrite rewrite = new Rewrite(
                block.find("strip-prefix", HttpRules.PATH),
                block.find("add-prefix", HttpRules.PATH),
                block.find("regex", HttpRules.REGEX),
                block.find("replacement", Rules.TEXT));
        RouteChecks.rewrite(block, rewrite);
        boolean none = rewrite.stripPrefix() == null && rewrite.addPrefix() == null && rewrite.regex() == null;
        return none ? null : rewrite;
    }

    private static HeaderEdits edits(Block block, Rule<Template> values) {
        return new HeaderEdits(
                block.list("remove", HttpRules.EDITED_FIELD),
                values(block, "set", values),
                values(block, "add", values));
    }

    private static List<HeaderValue> values(Block block, String key, Rule<Template> values) {
        return Children.entries(block, key, HttpRules.EDITED_FIELD, values).stream()
                .map(entry -> new HeaderValue(entry.name(), entry.value()))
                .toList();
    }

    private static Timeouts timeouts(Block block) {
        Rule<Duration> week = Rules.durationOrOff("1ms", "7d");
        Rule<Duration> day = Rules.durationOrOff("1ms", "1d");
        return new Timeouts(
                block.get("total", week),
                block.get("tunnel-idle", week),
                block.find("queue", Rules.duration("1ms", "1h")),
                block.find("response-header", day),
                block.find("body-stall", day));
    }

    private static RetryOverride retry(Block block) {
        return new RetryOverride(
                block.find("attempts", PoolReader.ATTEMPTS),
                block.findList("on", Rules.word(RetrySettings.On.class)),
                block.findList("on-status", HttpRules.STATUS),
                block.get("idempotent", Rules.BOOLEAN));
    }

    private static Limits limits(Block block) {
        return new Limits(
                block.get("body", Rules.size("0B", "1000TiB")), block.get("concurrency", Rules.integer(0, 10_000_000)));
    }

    private static RouteSettings.@Nullable Compression compression(@Nullable Block block) {
        return block == null ? null : compressing(block);
    }

    static RouteSettings.Compression compressing(Block block) {
        return new RouteSettings.Compression(
                block.list("types", HttpRules.MEDIA_TYPE),
                block.get("min-size", Rules.size("0B", "1GiB")),
                block.list("codings", Rules.word(RouteSettings.Coding.class)),
                block.get("level", Rules.integer(1, 9)));
    }

    private static List<RateLimit> rateLimits(Block block) {
        List<RateLimit> limits = Children.list(block, "rate-limits", Kind.RATE_LIMIT).stream()
                .map(RouteReader::rateLimit)
                .toList();
        RouteChecks.unique(
                block, "rate-limits", limits.stream().map(RateLimit::name).toList());
        return limits;
    }

    static RateLimit rateLimit(Block block) {
        double perSecond = block.get("rate", Rules.RATE);
        Long burst = block.find("burst", Rules.count(1, 1_000_000_000));
        return new RateLimit(
                block.place(),
                block.get("name", Rules.NAME).toLowerCase(Locale.ROOT),
                block.get("by", HttpRules.KEY_OF_CLIENT),
                perSecond,
                burst == null ? Math.max(1, (long) Math.ceil(perSecond)) : burst,
                block.get("max-keys", Rules.integer(16, 10_000_000)));
    }
}
