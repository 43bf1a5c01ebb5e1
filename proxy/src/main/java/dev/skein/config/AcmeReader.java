package dev.skein.config;

import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.AcmeSettings.Eab;
import dev.skein.config.Children.Kind;
import dev.skein.config.TlsSettings.Certificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where certificates come from by themselves, and for which names. */
final class AcmeReader {
    private static final String PRODUCTION = "https://acme-v02.api.letsencrypt.org/directory";
    private static final String STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]{16,1024}={0,2}");

    private static final Rule<String> DIRECTORY =
            new Rule<>("an https URL, or an http one of this machine", PRODUCTION, AcmeReader::url);
    private static final Rule<String> EMAIL = new Rule<>(
            "an address as ops@example.com",
            "ops@example.com",
            text -> text.matches("[^\\s@,?&<>:]+@[^\\s@,?&<>:]+") ? Rule.good(text) : Rule.bad());
    private static final Rule<Secret> KEY = new Rule<>(
            "16 to 1024 characters of base64url",
            new Secret(""),
            text -> BASE64URL.matcher(text).matches() ? Rule.good(new Secret(text)) : Rule.bad());

    private AcmeReader() {}

    static @Nullable AcmeSettings find(Block root) {
        Block block = Children.optional(root, "acme", Kind.ACME);
        return block == null ? null : acme(block);
    }

    static AcmeSettings acme(Block block) {
        String directory = block.get("directory", DIRECTORY);
        boolean staging = block.get("staging", Rules.BOOLEAN);
        if (staging && !directory.equals(PRODUCTION) && block.sound("directory")) {
            block.problem(
                    "staging",
                    "true, with another directory than Let's Encrypt's",
                    "the staging directory's URL in directory");
        }
        if (!block.get("terms-agreed", Rules.BOOLEAN) && !block.isDefault() && block.sound("terms-agreed")) {
            block.problem("terms-agreed", "false", "true, once you have read and accepted the authority's terms");
        }
        return new AcmeSettings(
                block.place(),
                staging ? STAGING : directory,
                block.find("email", EMAIL),
                FileKeys.find(block, "ca-file") == null ? null : TlsReader.pem(block, "ca-file", "CERTIFICATE"),
                block.get("challenge", Rules.word(Challenge.class)),
                block.get("renew-before", Rules.duration("1s", "3650d").or("auto", Duration.ZERO)),
                eab(block.block("eab")));
    }

    private static Eab eab(Block block) {
        String kid = block.find("kid", Rules.TEXT);
        Secret key = block.find("key", KEY);
        if ((kid == null) != (key == null) && block.sound("kid", "key")) {
            block.problem(kid == null ? "kid" : "key", "missing", "both kid and key, or none");
        }
        return new Eab(kid, key);
    }

    private static Rule.Read<String> url(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            boolean sound = host != null && uri.getUserInfo() == null && uri.getFragment() == null;
            boolean local = sound && host.matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
            boolean fits = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && local;
            return sound && fits ? Rule.good(text) : Rule.bad();
        } catch (java.net.URISyntaxException e) {
            return Rule.bad();
        }
    }

    /** A certificate for these names; what would be read from files is not there then. */
    static Certificate certificate(Block block, List<String> names) {
        for (String key : List.of("cert", "key", "hosts", "ocsp")) {
            if (block.ask(key) != null && block.written(key)) {
                block.problem(key, block.shown(key), "acme, or files, not both");
            }
        }
        List<String> sorted = names.stream().sorted().distinct().toList();
        Path source = Path.of(Certificate.ACME + String.join(",", sorted));
        return new Certificate(block.place(), source, source, sorted, null, true);
    }
}
