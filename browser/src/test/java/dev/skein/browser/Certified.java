package dev.skein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that nobody trusts, by openssl. */
final class Certified {
    private Certified() {}

    /**
     * Writes {@code certificate.pem} and {@code key.pem}.
     *
     * @param names as in {@code subjectAltName}
     * @return the former
     */
    static Path in(Path directory, String names) throws IOException, InterruptedException {
        String command =
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7 -subj /CN=localhost"
                        + " -addext subjectAltName=" + names + " -keyout key.pem -out certificate.pem";
        Path said = directory.resolve("openssl");
        Process openssl = new ProcessBuilder(command.split(" ", -1))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(openssl.waitFor()).as(Files.readString(said)).isZero();
        return directory.resolve("certificate.pem");
    }

    /** How a listener's configuration names both. */
    static String pair(Path certificate) {
        return "certificates = [ { cert = \"%s\", key = \"%s\" } ]"
                .formatted(certificate, certificate.resolveSibling("key.pem"));
    }
}
