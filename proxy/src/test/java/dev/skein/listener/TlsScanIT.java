package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code testssl.sh}, a scanner of another make, finds in a TLS listener with its defaults: protocols, ciphers, key
 * exchange and all vulnerabilities that it knows. {@code -Dskein.testssl=full} has it look at all else, too, with the
 * ciphers one by one; a minute more.
 */
@Tag("conformance")
class TlsScanIT {
    private static final Set<String> GOOD = Set.of("OK", "INFO", "DEBUG");
    private static final List<String> SHORT = List.of("-p", "-s", "-f", "-U");
    /** About the certificate of this test, which nobody knows, the answer of its server, and the scanner itself. */
    private static final Set<String> NOT_OURS =
            Set.of("cert_", "HSTS", "DNS_CAArecord", "OCSP_stapling", "engine_problem");

    /** @param key of the certificate: RSA's has weaknesses of its own, such as ROBOT */
    @ParameterizedTest
    @ValueSource(strings = {"ECDSA", "RSA"})
    void nothingIsWeak(String key, @TempDir Path directory) throws Exception {
        Path found = directory.resolve("found.json");
        try (TlsFixture fixture = new TlsFixture(directory)) {
            if (key.equals("RSA")) {
                fixture.write("a", fixture.issueRsa("CN=a", "a.test", "localhost"));
            }
            var node = fixture.start("", "");
            List<String> command = new ArrayList<>(List.of("testssl", "--quiet", "--color", "0", "--warnings", "off"));
            command.addAll(List.of("--nodns", "none", "--connect-timeout", "10", "--openssl-timeout", "10"));
            command.addAll(List.of("--jsonfile", found.toString()));
            command.addAll("full".equals(System.getProperty("skein.testssl")) ? List.of("--full") : SHORT);
            command.add("https://127.0.0.1:" + node.port("web") + "/");
            String said = said(command);
            List<JsonObject> findings = findings(found);
            assertThat(weak(findings)).as(said).isEmpty();
            assertThat(value(findings, "TLS1_2") + value(findings, "TLS1_3")).contains("offered");
            assertThat(findings.stream().map(finding -> finding.getString("id")))
                    .contains(
                            "SSLv2",
                            "SSLv3",
                            "TLS1",
                            "TLS1_1",
                            "heartbleed",
                            "CCS",
                            "ticketbleed",
                            "ROBOT",
                            "secure_renego",
                            "secure_client_renego",
                            "CRIME_TLS",
                            "BREACH",
                            "POODLE_SSL",
                            "SWEET32",
                            "FREAK",
                            "DROWN",
                            "LOGJAM",
                            "LUCKY13",
                            "RC4");
        }
    }

    /** What came before the handshake was over could be sent again by whoever saw it (RFC 8470): tickets do not allow it. */
    @Test
    void noTicketIsForEarlyData(@TempDir Path directory) throws Exception {
        try (TlsFixture fixture = new TlsFixture(directory);
                var node = fixture.start("", "")) {
            String said = said(
                    List.of("openssl", "s_client", "-connect", "127.0.0.1:" + node.port("web"), "-tls1_3", "-ign_eof"),
                    TlsBed.GET);
            assertThat(said).contains("HTTP/1.1 200 OK", "TLS session ticket:", "Max Early Data: 0");
            assertThat(said).doesNotContainPattern("Max Early Data: [1-9]");
        }
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        return said(command, "");
    }

    private static String said(List<String> command, String input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static List<JsonObject> findings(Path file) throws IOException {
        return new JsonArray(Files.readString(file))
                .stream().map(JsonObject.class::cast).toList();
    }

    private static Stream<String> weak(List<JsonObject> findings) {
        return findings.stream()
                .filter(finding -> !GOOD.contains(finding.getString("severity")))
                .filter(finding -> NOT_OURS.stream().noneMatch(finding.getString("id")::startsWith))
                .map(finding -> finding.getString("id") + ": " + finding.getString("severity") + ": "
                        + finding.getString("finding"));
    }

    private static String value(List<JsonObject> findings, String id) {
        return findings.stream()
                .filter(finding -> finding.getString("id").equals(id))
                .map(finding -> finding.getString("finding"))
                .findFirst()
                .orElse("");
    }
}
