package dev.skein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser that is told to speak QUIC with us, and nothing else: were anything wrong with it, there would be no page. */
@Tag("browser")
class Http3PageIT {
    private static final String PROTOCOLS =
            "() => performance.getEntries().map(entry => entry.nextHopProtocol).filter(known => known)";
    private static final String POST = """
        async () => {
          const answers = await Promise.all([1, 2, 3, 4, 5].map(() =>
            fetch('/post', { method: 'POST', body: 'x'.repeat(300000) }).then(answer => answer.text())));
          return answers.filter(text => text == 'one' || text == 'two').length;
        }\
        """;

    @TempDir
    Path directory;

    @Test
    void chromiumSpeaksHttp3() throws Exception {
        Path certificate = Certified.in(directory, "IP:127.0.0.1");
        String more = """
            skein.listeners.secure {
              bind = "127.0.0.1:0"
              tls { %s, protocols = [ h3, h2, "http/1.1" ] }
            }
            """.formatted(Certified.pair(certificate));
        try (RunningNode node = RunningNode.start(directory, more);
                Chromium chromium = new Chromium(List.of(
                        "--origin-to-force-quic-on=127.0.0.1:"
                                + URI.create(node.at("secure")).getPort(),
                        "--ignore-certificate-errors-spki-list=" + fingerprint(certificate)))) {
            Page page = chromium.open(1280, 900, ColorScheme.LIGHT);
            page.navigate(node.at("secure") + "/");
            assertThat(page.textContent("body")).isIn("one", "two");
            assertThat(page.evaluate(POST)).isEqualTo(5);
            assertThat((List<?>) page.evaluate(PROTOCOLS))
                    .hasSizeGreaterThanOrEqualTo(6)
                    .allMatch("h3"::equals);
            assertThat(chromium.console).isEmpty();
        }
    }

    /** As the browser has it: SHA-256 of the public key. */
    private static String fingerprint(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return Base64.getEncoder().encodeToString(hash);
        }
    }
}
