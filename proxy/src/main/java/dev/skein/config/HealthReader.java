package dev.skein.config;

import dev.skein.config.HealthSettings.Expect;
import dev.skein.config.HealthSettings.Header;
import dev.skein.config.HealthSettings.Initial;
import dev.skein.config.HealthSettings.Login;
import dev.skein.config.HealthSettings.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the checks of a pool, and what traffic says about its servers. */
final class HealthReader {
    private static final Rule<Duration> INTERVAL = Rules.duration("100ms", "1h");

    /** As written: auto is decided by what else is. */
    private enum WrittenType {
        AUTO,
        OFF,
        TCP,
        HTTP,
        HTTPS,
        GRPC,
        REDIS,
        POSTGRESQL,
        MYSQL
    }

    private static final Rule<Secret> PASSWORD = new Rule<>(
            "1 to 1024 characters",
            new Secret(""),
            text -> text.isEmpty() || text.length() > 1024 ? Rule.bad() : Rule.good(new Secret(text)));

    private HealthReader() {}

    /**
     * Reads the checks.
     *
     * @param tls whether the pool's servers are spoken to with TLS
     */
    static HealthSettings health(Block block, boolean tls) {
        String path = block.find("path", HttpRules.TARGET);
        Duration interval = block.get("interval", INTERVAL);
        Duration down = block.find("down-interval", INTERVAL);
        Duration fast = block.find("fast-interval", INTERVAL);
        HealthSettings.Type type = type(block.get("type", Rules.word(WrittenType.class)), path != null, tls);
        return new HealthSettings(
                block.place(),
                type,
                block.get("method", HttpRules.CHECK_METHOD),
                path == null ? "/" : path,
                port(block),
                block.find("host", AddressRules.AUTHORITY),
                headers(block),
                expect(block.block("expect")),
                block.get("grpc-service", Rules.TEXT),
                block.find("tls", Rules.BOOLEAN),
                role(block, type),
                login(block, type),
                interval,
                down == null ? interval : down,
                fast == null ? interval.dividedBy(2) : fast,
                block.get("jitter", Rules.decimal(0, 0.5)),
                timeout(block, interval),
                block.get("rise", Rules.integer(1, 100)),
                block.get("fall", Rules.integer(1, 100)),
                block.get("initial", Rules.word(Initial.class)),
                block.get("leave-on-404", Rules.BOOLEAN),
                block.find("leave-header", HttpRules.FIELD_NAME));
    }

    private static int port(Block block) {
        Integer port = block.find("port", Rules.integer(1, 65535));
        return port == null ? 0 : port;
    }

    private static HealthSettings.Type type(WrittenType written, boolean path, boolean tls) {
        return switch (written) {
            case AUTO -> !path ? HealthSettings.Type.TCP : tls ? HealthSettings.Type.HTTPS : HealthSettings.Type.HTTP;
            case OFF -> HealthSettings.Type.OFF;
            case TCP -> HealthSettings.Type.TCP;
            case HTTP -> HealthSettings.Type.HTTP;
            case HTTPS -> HealthSettings.Type.HTTPS;
            case GRPC -> HealthSettings.Type.GRPC;
            case REDIS -> HealthSettings.Type.REDIS;
            case POSTGRESQL -> HealthSettings.Type.POSTGRESQL;
            case MYSQL -> HealthSettings.Type.MYSQL;
        };
    }

    private static Role role(Block block, HealthSettings.Type type) {
        Role role = block.get("role", Rules.word(Role.class));
        if (role != Role.ANY && !type.asksRole() && block.sound("type") && block.written("role")) {
            block.problem("role", block.shown("role"), "any, but for the types redis, postgresql and mysql");
        }
        return type.asksRole() ? role : Role.ANY;
    }

    private static Login login(Block block, HealthSettings.Type type) {
        String user = block.find("user", Rules.TEXT);
        Secret password = block.find("password", PASSWORD);
        Path file = FileKeys.find(block, "password-file");
        String database = block.find("database", Rules.TEXT);
        if (password != null && file != null) {
            block.problem("password-file", "beside a password", "one of password and password-file");
        }
        boolean sql = type == HealthSettings.Type.POSTGRESQL || type == HealthSettings.Type.MYSQL;
        if (sql && user == null && block.sound("user", "type")) {
            block.problem("user", "missing", "as whom a database is asked");
        }
        return new Login(user == null ? "" : user, password, file, database == null ? "" : database);
    }

    private static List<Header> headers(Block block) {
        return Children.entries(block, "headers", HttpRules.EDITED_FIELD, HttpRules.FIELD_VALUE).stream()
                .map(entry -> new Header(entry.name(), entry.value()))
                .toList();
    }

    private static Duration timeout(Block block, Duration interval) {
        @Nullable Duration timeout = block.find("timeout", Rules.duration("1ms", "1h"));
        if (timeout == null) {
            return interval.dividedBy(2);
        }
        if (timeout.compareTo(interval) >= 0 && block.sound("interval", "timeout")) {
            String where = block.written("interval") ? " at " + block.place("interval") : " by default";
            block.problem(
                    "timeout",
                    block.shown("timeout"),
                    "less than interval, which is " + block.shown("interval") + where);
        }
        return timeout;
    }

    private static Expect expect(Block block) {
        List<StatusRange> status = block.list("status", HttpRules.STATUS);
        if (status.isEmpty() && block.sound("status")) {
            block.problem("status", "[]", "at least one status");
        }
        String body = block.find("body", Rules.TEXT);
        String regex = block.find("body-regex", HttpRules.REGEX);
        if (body != null && regex != null) {
            block.problem("body-regex", "an expression besides a text", "one of body and body-regex");
        }
        return new Expect(status, body, regex);
    }

    static PassiveSettings passive(Block block) {
        Duration base = block.get("base-ejection", Rules.duration("100ms", "1d"));
        Duration max = block.get("max-ejection", Rules.duration("100ms", "7d"));
        if (base.compareTo(max) > 0 && block.sound("base-ejection", "max-ejection")) {
            String key = block.written("base-ejection") ? "base-ejection" : "max-ejection";
            block.problem(key, block.shown(key), "base-ejection is at most max-ejection");
        }
        return new PassiveSettings(
                block.get("consecutive-failures", Rules.integer(0, 1000)),
                block.list("statuses", HttpRules.STATUS),
                base,
                max,
                block.get("max-share", Rules.decimal(0, 1)));
    }
}
