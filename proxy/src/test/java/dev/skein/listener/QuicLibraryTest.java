package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.ListenerSettings;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuicLibraryTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void certifies() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=a")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("a.pem"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve("a.key"), bundle.getPrivateKeyPEM());
    }

    private static ListenerSettings listener(String protocols) {
        Loaded loaded = SettingsReader.readText(Path.of("own.conf"), """
            skein.listeners.web { bind = "127.0.0.1:0"
              tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ], protocols = %2$s } }
            skein.routes = [ { name = all, pool = p } ]
            skein.pools.p.servers = [ "127.0.0.1:1" ]
            """.formatted(directory, protocols), Map.of());
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).settings().listeners().getFirst();
    }

    @Test
    void aMachineWithoutItIsToldOfByThePlaceOfTheValue() {
        assertThat(QuicLibrary.missing(listener("[ h3, h2 ]"), () -> "no such file"))
                .hasToString("own.conf:2: listeners.web.tls.protocols: h3 (expected: h2 and http/1.1 only, since QUIC's"
                        + " library does not load here: no such file)");
        assertThat(QuicLibrary.missing(listener("[ h3, h2 ]"), () -> "")).isNull();
    }

    @Test
    void whoeverHasNoHttp3NeedsNoLibrary() {
        assertThat(QuicLibrary.missing(listener("[ h2 ]"), () -> {
                    throw new AssertionError("looked for");
                }))
                .isNull();
    }

    @Test
    void whereTheseTestsRunItIs() {
        assertThat(QuicLibrary.missing(listener("[ h3, h2 ]"))).isNull();
    }
}
