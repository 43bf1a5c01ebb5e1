package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.config.AcmeSettings;
import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.AcmeSettings.Eab;
import dev.skein.config.Place;
import dev.skein.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.toolbox.JSON;

/** What needs no authority at all; with a real one: {@code AcmeLabIT}. */
class AcmeDirectoryTest {
    private static final Eab NONE = new Eab(null, null);

    private static Authority open(@Nullable Path ca, Eab eab) {
        return AcmeDirectory.open(new AcmeSettings(
                new Place("x", 1), "https://localhost:1/directory", null, ca, Challenge.HTTP_01, Duration.ZERO, eab));
    }

    /** Seventeen digits of base64 are no bytes. It is a failure like any other, and waited after. */
    @Test
    void aKeyThatIsNoneIsAFailureAndShownToNobody() {
        String secret = "0123456789abcdef0";
        try (Authority authority = open(null, new Eab("kid", new Secret(secret)))) {
            assertThatThrownBy(() -> authority.account(Keys.make()))
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageNotContaining(secret);
        }
    }

    @Test
    void anAuthoritysFileThatWentAwayIsNamedAndNothingElseFails(@TempDir Path directory) {
        Path gone = directory.resolve("ca.pem");
        try (Authority authority = open(gone, NONE)) {
            assertThatThrownBy(() -> authority.account(Keys.make()))
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining("acme.ca-file: " + gone);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "alreadyReplaced, true",
        "malformed, true",
        "unauthorized, true",
        "serverInternal, false",
        "accountDoesNotExist, false"
    })
    void whatIsRefusedOfAReplacementIsOrderedWithoutIt(String type, boolean refused) throws Exception {
        JSON json = JSON.fromMap(Map.of("type", "urn:ietf:params:acme:error:" + type));
        Problem problem =
                new Problem(json, URI.create("https://localhost:1/order").toURL());
        assertThat(Refusals.refused(new AcmeServerException(problem))).isEqualTo(refused);
    }
}
