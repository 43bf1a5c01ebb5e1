package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.skein.NodeUnderTest;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of h2spec, a suite of another make, by the program that a Maven plugin of it carries along. */
@Tag("conformance")
class H2SpecIT {
    private static final Map<String, String> GROUPS = Map.of(
            "Generic tests for HTTP/2 server", "generic",
            "Hypertext Transfer Protocol Version 2 (HTTP/2)", "http2",
            "HPACK: Header Compression for HTTP/2", "hpack");
    /** Of a section, with a dot behind it, or of a case, with a colon. */
    private static final Pattern NUMBER = Pattern.compile(" +([\\d.]*\\d)([.:]) .*");

    private static final String PROGRAM = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allItsCasesPass(boolean encrypted, @TempDir Path directory) throws Exception {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        Path program = unpacked(directory);
        SelfSigned own = SelfSigned.write(directory, "own", "localhost");
        String how = encrypted
                ? "tls.certificates = [ { cert = \"%s\", key = \"%s\" } ]".formatted(own.certificate(), own.key())
                : "http2.clear-text = true";
        // Not before it has all of a request: some cases are about what comes behind the first of it.
        try (var server = ScriptedServer.of(peer -> {
                    while (!peer.wholeRequest().isEmpty()) {
                        peer.send(ScriptedServer.ok("hello"));
                    }
                });
                var node = NodeUnderTest.start(directory, """
                    skein.listeners.h2 { bind = "127.0.0.1:0", %s }
                    skein.routes = [ { name = all, pool = p } ]
                    skein.pools.p { servers = [ %s ], health { type = off } }
                    """.formatted(how, server.address()))) {
            List<String> command =
                    new ArrayList<>(List.of(program.toString(), "--strict", "-h", "127.0.0.1", "-o", "5"));
            command.addAll(List.of("-p", Integer.toString(node.port("h2"))));
            if (encrypted) {
                command.addAll(List.of("--tls", "--insecure"));
            }
            assertThat(said(command.toArray(String[]::new))).contains("\n146 tests, 146 passed, 0 skipped, 0 failed");
        }
    }

    @Test
    void ourListOfThemIsWhole(@TempDir Path directory) throws Exception {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        List<String> cases = new ArrayList<>();
        String group = "";
        String section = "";
        for (String line :
                said(unpacked(directory).toString(), "--dryrun", "--strict").split("\n", -1)) {
            Matcher number = NUMBER.matcher(line);
            if (GROUPS.containsKey(line)) {
                group = GROUPS.get(line);
            } else if (number.matches() && number.group(2).equals(".")) {
                section = number.group(1);
            } else if (number.matches()) {
                cases.add(group + "/" + section + "/" + number.group(1));
            }
        }
        assertThat(H2SpecListTest.cases()).isEqualTo(cases);
    }

    private static Path unpacked(Path directory) throws IOException, InterruptedException {
        Path packed = directory.resolve("h2spec.tar.gz");
        try (InputStream in = H2SpecIT.class.getResourceAsStream(PROGRAM)) {
            Files.copy(Objects.requireNonNull(in), packed);
        }
        assertThat(said("tar", "-xzf", packed.toString(), "-C", directory.toString()))
                .isEmpty();
        return directory.resolve("h2spec");
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
