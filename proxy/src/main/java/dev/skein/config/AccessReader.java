package dev.skein.config;

import dev.skein.config.AccessSettings.Basic;
import dev.skein.config.AccessSettings.Claim;
import dev.skein.config.AccessSettings.Cors;
import dev.skein.config.AccessSettings.ForwardAuth;
import dev.skein.config.AccessSettings.Identity;
import dev.skein.config.AccessSettings.Jwt;
import dev.skein.config.AccessSettings.ServiceTls;
import dev.skein.config.Children.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads who may use a route. */
final class AccessReader {
    /** Without those of one shared secret, and without none at all. */
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    static final Rule<String> ALGORITHM = new Rule<>(
            "RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA",
            "RS256",
            text -> ALGORITHMS.contains(text) ? Rule.good(text) : Rule.bad());

    static final Rule<URI> URL = new Rule<>("an http or https URL", URI.create("http://a"), AccessReader::url);

    private static final Rule<String> ORIGIN = new Rule<>(
            "https://shop.example.com, https://*.example.com or *",
            "*",
            text -> text.equals("*")
                            || text.matches(
                                    "https?://(\\*\\.)?[A-Za-z0-9._-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?")
                    ? Rule.good(text)
                    : Rule.bad());

    private static final Rule<String> HEADER_OR_ALL = new Rule<>(
            "a field name, or *",
            "*",
            text -> text.equals("*")
                    ? Rule.good(text)
                    : HttpRules.FIELD_NAME.reader().apply(text));

    private AccessReader() {}

    private static Rule.Read<URI> url(String text) {
        try {
            URI url = URI.create(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null && url.getUserInfo() == null ? Rule.good(url) : Rule.bad();
        } catch (IllegalArgumentException e) {
            return Rule.bad();
        }
    }

    static AccessSettings access(Block block) {
        List<Identity> identities = Stream.of(
                        read(block, "basic", Kind.BASIC, AccessReader::basic),
                        read(block, "jwt", Kind.JWT, AccessReader::jwt),
                        read(block, "forward-auth", Kind.FORWARD_AUTH, AccessReader::forward))
                .flatMap(List::stream)
                .toList();
        if (identities.size() > 1) {
            block.problem("", identities.size() + " of them", "at most one of basic, jwt and forward-auth");
        }
        Block cors = Children.optional(block, "cors", Kind.CORS);
        return new AccessSettings(
                block.list("allow", AddressRules.NETWORK),
                block.list("deny", AddressRules.NETWORK),
                identities.isEmpty() ? null : identities.getFirst(),
                cors == null ? null : cors(cors));
    }

    private static List<Identity> read(Block block, String key, Kind kind, Function<Block, Identity> reader) {
        Block child = Children.optional(block, key, kind);
        return child == null ? List.of() : List.of(reader.apply(child));
    }

    /** The defaults of all of them. */
    static void templates(Block defaults) {
        basic(defaults.block(Kind.BASIC.template()));
        jwt(defaults.block(Kind.JWT.template()));
        forward(defaults.block(Kind.FORWARD_AUTH.template()));
        cors(defaults.block(Kind.CORS.template()));
    }

    static Basic basic(Block block) {
        return new Basic(
                block.place(),
                FileKeys.get(block, "users"),
                block.get("realm", HttpRules.FIELD_VALUE),
                block.get("cache", Rules.durationOrOff("1s", "1d")),
                block.find("header", HttpRules.EDITED_FIELD),
                block.get("hide", Rules.BOOLEAN));
    }

    static Jwt jwt(Block block) {
        URI url = block.find("jwks-url", URL);
        Path file = FileKeys.find(block, "jwks-file");
        if ((url == null) == (file == null) && block.sound("jwks-url", "jwks-file") && !block.isDefault()) {
            block.problem("", url == null ? "no keys" : "two places of keys", "one of jwks-url and jwks-file");
        }
        return new Jwt(
                block.place(),
                url != null ? url : file != null ? file.toAbsolutePath().toUri() : URL.standIn(),
                block.get("refresh", Rules.duration("10s", "7d")),
                block.get("timeout", Rules.duration("10ms", "1m")),
                FileKeys.authorities(block),
                block.list("algorithms", ALGORITHM),
                block.list("issuers", Rules.TEXT),
                block.list("audiences", Rules.TEXT),
                block.get("leeway", Rules.durationOrOff("1s", "10m")),
                block.get("cache", Rules.durationOrOff("1s", "1d")),
                block.find("cookie", HttpRules.COOKIE_NAME),
                Children.entries(block, "headers", HttpRules.EDITED_FIELD, Rules.TEXT).stream()
                        .map(entry -> new Claim(entry.name(), entry.value()))
                        .toList(),
                block.get("hide", Rules.BOOLEAN));
    }

    static ForwardAuth forward(Block block) {
        URI url = block.get("url", URL);
        return new ForwardAuth(
                block.place(),
                url,
                block.get("timeout", Rules.duration("10ms", "1m")),
                block.list("send", HttpRules.SHOWN_FIELD),
                block.list("copy", HttpRules.EDITED_FIELD),
                tls(block.block("tls"), url));
    }

    private static ServiceTls tls(Block block, URI url) {
        String name = block.find("server-name", AddressRules.NAME);
        boolean address = AddressRules.isAddress(url.getHost());
        if (name != null && !address && !block.isDefault()) {
            block.problem("server-name", name, "a name only where the url has an address, and no name");
        }
        boolean verify = block.get("verify", Rules.BOOLEAN);
        if (!verify && !block.isDefault()) {
            block.warning("verify", "false", "true: without it, anybody in between can let everybody in");
        }
        return new ServiceTls(FileKeys.authorities(block), address ? name : null, verify);
    }

    static Cors cors(Block block) {
        List<String> origins = block.list("origins", ORIGIN);
        boolean credentials = block.get("credentials", Rules.BOOLEAN);
        if (origins.isEmpty() && block.sound("origins") && !block.isDefault()) {
            block.problem("origins", "[]", "at least one origin");
        }
        if (credentials && origins.contains("*")) {
            block.problem(
                    "credentials", "true with origins = *", "origins by name, since any site would act for users");
        }
        return new Cors(
                origins,
                block.list("methods", HttpRules.METHOD),
                block.list("headers", HEADER_OR_ALL),
                block.list("expose", HttpRules.FIELD_NAME),
                credentials,
                block.get("max-age", Rules.durationOrOff("1s", "1d")));
    }
}
