package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;

class TlsProviderTest {
    @Test
    void theJdkIsTakenWhenDemanded() {
        TlsProvider jdk = TlsProvider.choose("jdk");
        assertThat(jdk.name()).isEqualTo("jdk");
        assertThat(jdk.server()).isEqualTo(SslProvider.JDK);
        assertThat(jdk.client()).isEqualTo(SslProvider.JDK);
        assertThat(jdk.isNative()).isFalse();
        assertThat(jdk.reason()).isEqualTo("chosen by tls-provider = jdk");
    }

    @Test
    void autoTakesTheNativeOneWhereItLoads() {
        TlsProvider chosen = TlsProvider.choose("AUTO");
        assertThat(chosen.isNative()).isEqualTo(OpenSsl.isAvailable());
        assertThat(chosen.name()).isEqualTo(OpenSsl.isAvailable() ? "boringssl" : "jdk");
        assertThat(chosen.reason()).contains("load");
    }
}
