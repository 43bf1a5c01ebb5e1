package dev.skein.config;

import dev.skein.config.AdminSettings.Role;
import dev.skein.config.Children.Kind;
import dev.skein.config.OidcSettings.Group;
import dev.skein.model.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the identity provider that operators sign in with. */
final class OidcReader {
    private static final Rule<URI> ISSUER = new Rule<>(
            "an https URL without a query, or http to a loopback address",
            URI.create("https://a"),
            text -> AccessReader.URL.reader().apply(text) instanceof Rule.Read.Good<URI>(URI url)
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null
                            && (url.getScheme().equals("https") || Loopback.is(url.getHost()))
                    ? Rule.good(url)
                    : Rule.bad());

    private static final Rule<URI> PAGE = new Rule<>(
            "scheme and host of the page, as https://admin.example.com:9090",
            URI.create("https://a"),
            text -> text.matches("https?://[^/?#]+") ? AccessReader.URL.reader().apply(text) : Rule.bad());

    private static final Rule<String> NAMED =
            new Rule<>("a text that is not empty", "a", text -> text.isBlank() ? Rule.bad() : Rule.good(text));

    private static final Rule<Secret> SECRET = new Rule<>(
            "the secret that the provider gave",
            new Secret(""),
            text -> text.isBlank() ? Rule.bad() : Rule.good(new Secret(text)));

    private static final Rule<String> SCOPE = new Rule<>(
            "a scope, as openid", "openid", text -> text.matches("[!#-\\[\\]-~]+") ? Rule.good(text) : Rule.bad());

    private OidcReader() {}

    static OidcSettings oidc(Block block) {
        URI issuer = block.get("issuer", ISSUER);
        String name = block.find("name", NAMED);
        List<String> scopes = block.list("scopes", SCOPE);
        if (!scopes.contains("openid") && block.sound("scopes")) {
            block.problem("scopes", scopes.toString(), "openid among them");
        }
        return new OidcSettings(
                block.place(),
                issuer,
                block.get("client-id", NAMED),
                secret(block),
                name == null ? String.valueOf(issuer.getHost()) : name,
                block.find("url", PAGE),
                scopes,
                block.get("user-claim", NAMED),
                block.get("groups-claim", NAMED),
                groups(block),
                block.list("algorithms", AccessReader.ALGORITHM),
                FileKeys.authorities(block),
                block.get("timeout", Rules.duration("100ms", "1m")),
                block.get("leeway", Rules.durationOrOff("1s", "10m")),
                block.get("logout", Rules.BOOLEAN));
    }

    private static Secret secret(Block block) {
        Secret written = block.find("client-secret", SECRET);
        Path file = FileKeys.find(block, "client-secret-file");
        if (file == null || !block.sound("client-secret-file")) {
            return written == null ? new Secret("") : written;
        }
        if (written != null) {
            block.problem("client-secret-file", "beside client-secret", "one of the two");
            return written;
        }
        try {
            String line = Files.readString(file).strip();
            if (line.isEmpty() || line.indexOf('\n') >= 0) {
                block.problem("client-secret-file", file + ", which has not one line", "a file with the secret alone");
            }
            return new Secret(line);
        } catch (IOException e) {
            block.problem("client-secret-file", file + ": " + e, "a file that can be read");
            return new Secret("");
        }
    }

    private static List<Group> groups(Block block) {
        List<Group> groups = new ArrayList<>();
        for (Children.Named group : Children.named(block, "groups", Kind.OIDC_GROUP, NAMED)) {
            groups.add(group(group.name(), group.block()));
        }
        if (groups.isEmpty() && !block.isDefault() && block.sound("groups")) {
            block.warning(
                    "groups", "none, so nobody can sign in by the provider", "{ NAME = viewer, operator or admin }");
        }
        return List.copyOf(groups);
    }

    static Group group(String name, Block block) {
        return new Group(
                block.place(), name, block.get("role", Rules.word(Role.class)), block.list("pools", Rules.NAME));
    }
}
