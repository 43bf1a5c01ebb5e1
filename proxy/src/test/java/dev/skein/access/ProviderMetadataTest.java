package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a provider says that it is to be asked: nowhere that others could listen. */
class ProviderMetadataTest {
    private static final List<String> ENDPOINTS = List.of("authorization_endpoint", "token_endpoint", "jwks_uri");

    private static ProviderMetadata of(String issuer, String endpoint) throws ProviderException {
        Map<String, Object> said = new HashMap<>(Map.of("issuer", issuer));
        ENDPOINTS.forEach(name -> said.put(name, endpoint));
        return ProviderMetadata.of(said, issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://id.test/x", "http://10.0.0.1/x", "ftp://id.test/x", "file:///etc/passwd", "x", "https:x"
            })
    void noSecretGoesAnywhereInClearText(String endpoint) {
        for (String issuer : List.of("https://id.test", "http://127.0.0.1:1234")) {
            assertThatThrownBy(() -> of(issuer, endpoint))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining(endpoint);
        }
    }

    @Test
    void clearTextStaysOnThisMachine() throws Exception {
        for (String endpoint : List.of("http://127.0.0.1:1/x", "http://[::1]/x", "http://localhost:1/x")) {
            assertThat(of("http://localhost:1234", endpoint).token()).hasToString(endpoint);
            assertThatThrownBy(() -> of("https://id.test", endpoint)).isInstanceOf(ProviderException.class);
        }
        assertThat(of("http://localhost:1234", "https://id.test/x").token()).hasToString("https://id.test/x");
    }
}
