package dev.skein.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import dev.skein.config.Children.Kind;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads configurations. Never throws for bad input: every problem of a file is reported at once. Needs no lock; may be
 * called by any thread that may block for files.
 */
public final class SettingsReader {
    private static final String ROOT = "skein";

    private final Source source;
    private final Path file;
    private @Nullable Reading reading;
    private boolean keeps;
    private List<Effective> kept = List.of();

    private SettingsReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.source = new Source(file, environment);
    }

    /** Reads a file with the process's environment. */
    public static Loaded read(Path file) {
        return read(file, System.getenv());
    }

    /**
     * Reads a file.
     *
     * @param environment for substitutions
     */
    public static Loaded read(Path file, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(file, environment);
        return reader.load(reader.source.parse());
    }

    /**
     * Reads a text.
     *
     * @param name stands for the file in problems; files within the text are found from it
     */
    public static Loaded readText(Path name, String text, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(name, environment);
        return reader.load(reader.source.parse(text));
    }

    /**
     * Reads a configuration whose shared keys a revision of the cluster rules: of the node's own file only the keys count
     * that are the node's own.
     *
     * @param file where both are thought to lie
     */
    public static Loaded read(Path file, Texts mine, Texts revision, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(file, environment);
        ConfigObject own = reader.source.parse(mine);
        ConfigObject shared = own == null ? null : reader.source.parse(revision);
        return own == null || shared == null
                ? reader.load(null)
                : reader.load(shared.withValue(ROOT, LocalKeys.merge(object(own.get(ROOT)), object(shared.get(ROOT)))));
    }

    /** Reads a configuration that came from elsewhere, as if it lay at {@code file}. */
    public static Loaded read(Path file, Texts texts, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(file, environment);
        return reader.load(reader.source.parse(texts));
    }

    /** Hash of the keys that a configuration shares with the cluster, as this node's environment has them; empty if none. */
    public static String digest(Path file, Texts texts, Map<String, String> environment) {
        ConfigObject parsed = new Source(file, environment).parse(texts);
        return parsed == null ? "" : LocalKeys.digest(object(parsed.get(ROOT)));
    }

    /** The keys that a reading asks for, as paths of the reference. */
    static Set<String> keysAskedFor() {
        SettingsReader reader = new SettingsReader(Path.of("none"), Map.of());
        reader.load(reader.source.parse("skein {}"));
        return Objects.requireNonNull(reader.reading).asked();
    }

    /** The reference: every key with its default. */
    static ConfigObject reference() {
        return Reference.KEYS;
    }

    /** Read once, when first needed. */
    private static final class Reference {
        static final ConfigObject KEYS = readReference();
    }

    private static ConfigObject readReference() {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(Reading.REFERENCE);
        try (Reader text = new InputStreamReader(
                Objects.requireNonNull(SettingsReader.class.getResourceAsStream("/reference.conf")),
                StandardCharsets.UTF_8)) {
            return object(ConfigFactory.parseReader(text, options).root().get(ROOT));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigObject object(@Nullable ConfigValue value) {
        return value instanceof ConfigObject object ? object : Block.EMPTY;
    }

    /**
     * What counts of a configuration, key by key, in the order of reading; empty where it has problems.
     *
     * @param revision of the cluster, over the node's own; null: none rules
     */
    public static List<Effective> effective(
            Path file, Texts mine, @Nullable Texts revision, Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(file, environment);
        reader.keeps = true;
        ConfigObject own = reader.source.parse(mine);
        ConfigObject shared = own == null || revision == null ? own : reader.source.parse(revision);
        if (own == null || shared == null) {
            return List.of();
        }
        reader.load(
                revision == null
                        ? own
                        : shared.withValue(ROOT, LocalKeys.merge(object(own.get(ROOT)), object(shared.get(ROOT)))));
        return reader.kept;
    }

    private Loaded load(@Nullable ConfigObject parsed) {
        if (parsed == null) {
            return new Loaded.Invalid(source.problems(), source.files());
        }
        ConfigValue written = parsed.get(ROOT);
        if (!(written instanceof ConfigObject own)) {
            Problem problem = new Problem(
                    new Place(file.toString(), 1),
                    ROOT,
                    written == null ? "missing" : Rule.shown(written),
                    "a block { ... }",
                    null);
            return new Loaded.Invalid(with(source.problems(), List.of(problem)), source.files());
        }
        ConfigObject reference = reference();
        ConfigObject defaults = Source.over(object(own.get("defaults")), object(reference.get("defaults")));
        Reading current = new Reading(file, source.bases(), defaults);
        reading = current;
        kept = keeps ? current.keep() : List.of();
        Place begin = Reading.place(own.origin());
        Place start = begin == null ? new Place(file.toString(), 1) : begin;
        Settings settings = settings(new Block(current, ROOT, ROOT, start, own, reference));
        new CrossChecks(current, settings, start).run();
        current.close();
        List<Problem> problems = with(source.problems(), current.problems());
        return problems.isEmpty()
                ? new Loaded.Valid(settings, with(source.warnings(), current.warnings()), source.files())
                : new Loaded.Invalid(problems, source.files());
    }

    /** What follows from a name that leads nowhere is on its line and is not told again. */
    private static List<Problem> with(List<Problem> first, List<Problem> then) {
        List<Problem> all = new ArrayList<>(first);
        Set<String> places =
                Set.copyOf(first.stream().map(p -> p.place().toString()).toList());
        then.stream().filter(p -> !places.contains(p.place().toString())).forEach(all::add);
        return Reading.inOrder(all);
    }

    private static Settings settings(Block root) {
        templates(root.block("defaults"));
        List<PoolSettings> pools = new ArrayList<>();
        for (Children.Named pool : Children.named(root, "pools", Kind.POOL, Rules.NAME)) {
            pools.add(PoolReader.pool(pool.name(), pool.block()));
        }
        // A pool that could not be read is still one that routes may name.
        List<String> names =
                object(root.value("pools")).keySet().stream().sorted().toList();
        Rule<String> poolNames = Rules.oneOf("pools", names);
        return new Settings(
                NodeReader.node(root.block("node")),
                NodeReader.limits(root.block("limits")),
                listeners(root, poolNames),
                Children.list(root, "routes", Kind.ROUTE).stream()
                        .map(route -> RouteReader.route(route, poolNames))
                        .toList(),
                List.copyOf(pools),
                AdminReader.admin(root.block("admin")),
                NodeReader.accessLog(root.block("access-log")),
                NodeReader.shutdown(root.block("shutdown")),
                NodeReader.errorPages(root),
                NodeReader.dns(root.block("dns")),
                NodeReader.reload(root.block("reload")),
                TelemetryReader.telemetry(root.block("telemetry")),
                AcmeReader.find(root),
                ClusterReader.find(root));
    }

    private static List<ListenerSettings> listeners(Block root, Rule<String> pools) {
        return Children.named(root, "listeners", Kind.LISTENER, Rules.NAME).stream()
                .map(named -> ListenerReader.listener(named.name(), named.block(), pools))
                .toList();
    }

    /** The defaults themselves, so that a mistake in one that nothing uses yet is found, too. */
    private static void templates(Block defaults) {
        ListenerReader.listener("default", defaults.block(Kind.LISTENER.template()), Rules.TEXT);
        TcpReader.tcp(defaults.block(Kind.TCP.template()), false, Rules.TEXT);
        TcpReader.route(defaults.block(Kind.TCP_ROUTE.template()), Rules.TEXT);
        TlsReader.tls(defaults.block(Kind.TLS.template()));
        TlsReader.certificate(defaults.block(Kind.CERTIFICATE.template()));
        RouteReader.route(defaults.block(Kind.ROUTE.template()), Rules.TEXT);
        RouteMatchReader.value(defaults.block(Kind.VALUE_MATCH.template()));
        RouteActionReader.redirect(defaults.block(Kind.REDIRECT.template()));
        RouteActionReader.respond(defaults.block(Kind.RESPOND.template()));
        RouteReader.rateLimit(defaults.block(Kind.RATE_LIMIT.template()));
        AccessReader.templates(defaults);
        RouteReader.compressing(defaults.block(Kind.COMPRESSION.template()));
        PoolReader.pool("default", defaults.block(Kind.POOL.template()));
        PoolReader.server(defaults.block(Kind.SERVER.template()), false);
        ClusterReader.cluster(defaults.block(Kind.CLUSTER.template()));
        ClusterReader.tls(defaults.block(Kind.CLUSTER_TLS.template()));
        VirtualIpReader.one(defaults.block(Kind.VIRTUAL_IP.template()));
        AcmeReader.acme(defaults.block(Kind.ACME.template()));
        AdminReader.user("default", defaults.block(Kind.USER.template()));
        OidcReader.oidc(defaults.block(Kind.OIDC.template()));
        OidcReader.group("default", defaults.block(Kind.OIDC_GROUP.template()));
    }
}
