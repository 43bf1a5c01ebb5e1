package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.skein.access.Provider.Attempt;
import dev.skein.harness.IdentityProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of a provider's answers, and what is not. */
class ProviderTest {
    private static final String BACK = "https://admin.test/callback";
    private static final Attempt ATTEMPT = new Attempt("state", "nonce", "a verifier of this attempt", BACK);

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong();
    private IdentityProvider identity;

    @BeforeEach
    void start() throws Exception {
        identity = new IdentityProvider(directory);
    }

    @AfterEach
    void stop() {
        identity.close();
    }

    private Provider provider(String issuer, @Nullable Path authority) {
        return new Provider(
                new Provider.Rules(
                        issuer,
                        "skein",
                        IdentityProvider.SECRET,
                        List.of("openid", "groups"),
                        List.of("groups"),
                        List.of("RS256"),
                        Duration.ofSeconds(5),
                        30,
                        authority),
                now::get);
    }

    private Provider provider() {
        return provider(identity.issuer(), identity.authority);
    }

    private static String code(String approved) {
        return String.valueOf(IdentityProvider.form(approved).get("code"));
    }

    private Person redeem(Provider provider) throws ProviderException {
        String code = code(identity.approve(provider.authorize(ATTEMPT)));
        return provider.redeem(ATTEMPT, code, identity.issuer());
    }

    @Test
    void aBrowserAsksForACodeWithStateNonceAndChallenge() throws Exception {
        URI asked = provider().authorize(ATTEMPT);
        assertThat(asked.toString()).startsWith(identity.issuer() + "/authorize?tenant=1&");
        assertThat(IdentityProvider.form(asked.getRawQuery()))
                .containsAllEntriesOf(Map.of(
                        "response_type", "code",
                        "client_id", "skein",
                        "redirect_uri", BACK,
                        "scope", "openid groups",
                        "state", "state",
                        "nonce", "nonce",
                        "code_challenge_method", "S256"))
                .doesNotContainValue(ATTEMPT.verifier());
    }

    @Test
    void aCodeIsForClaimsOnce() throws Exception {
        Provider provider = provider();
        String code = code(identity.approve(provider.authorize(ATTEMPT)));
        Person person = provider.redeem(ATTEMPT, code, null);
        assertThat(person.texts("groups")).containsExactly("staff", "admins");
        assertThat(person.texts("sub")).containsExactly("u-1");
        assertThatThrownBy(() -> provider.redeem(ATTEMPT, code, null))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.away()).isFalse())
                .hasMessage("it does not take the code: invalid_grant");
    }

    @Test
    void aCodeThatAnotherBrowserAskedForIsWorthNothing() throws Exception {
        Provider provider = provider();
        String code = code(identity.approve(provider.authorize(ATTEMPT)));
        Attempt other = new Attempt("state", "nonce", "another verifier", BACK);
        assertThatThrownBy(() -> provider.redeem(other, code, null)).hasMessageContaining("invalid_grant");
    }

    private static Stream<Map.Entry<String, Consumer<JwtClaims>>> wrong() {
        return Stream.of(
                Map.entry("another sign-in (nonce)", claims -> claims.setStringClaim("nonce", "other")),
                Map.entry("another sign-in (nonce)", claims -> claims.unsetClaim("nonce")),
                Map.entry("Audience", claims -> claims.setAudience("bank")),
                Map.entry("azp", claims -> claims.setAudience("skein", "bank")),
                Map.entry("azp", claims -> claims.setStringClaim("azp", "bank")),
                Map.entry("Issuer", claims -> claims.setIssuer("https://evil.test")),
                Map.entry(
                        "Expiration",
                        claims -> claims.setExpirationTime(
                                NumericDate.fromSeconds(NumericDate.now().getValue() - 31))),
                Map.entry("Expiration", claims -> claims.unsetClaim("exp")),
                Map.entry("Issued At", claims -> claims.unsetClaim("iat")),
                Map.entry("Subject", claims -> claims.unsetClaim("sub")));
    }

    @Test
    void aTokenOfAnotherOrOfThePastIsRefused() {
        Provider provider = provider();
        wrong().forEach(each -> {
            identity.claims = each.getValue();
            assertThatThrownBy(() -> redeem(provider))
                    .as(each.getKey())
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.away()).isFalse())
                    .hasMessageContaining(each.getKey());
        });
    }

    @Test
    void aTokenForSeveralThatSaysWhoAskedIsTaken() throws Exception {
        identity.claims = claims -> {
            claims.setAudience("skein", "bank");
            claims.setStringClaim("azp", "skein");
        };
        assertThat(redeem(provider()).texts("sub")).containsExactly("u-1");
    }

    @Test
    void aTokenThatIsSignedByAnotherKeyIsRefused() throws Exception {
        identity.key = RsaJwkGenerator.generateJwk(2048);
        assertThatThrownBy(() -> redeem(provider())).hasMessage("token: the signature is wrong");
    }

    @Test
    void groupsThatTheTokenHasNotAreAskedForElsewhere() throws Exception {
        identity.claims = claims -> claims.unsetClaim("groups");
        identity.more = new JsonObject().put("sub", "u-1").put("groups", new JsonArray().add("lookers"));
        assertThat(redeem(provider()).texts("groups")).containsExactly("lookers");
        identity.more.put("sub", "u-2");
        assertThatThrownBy(() -> redeem(provider())).hasMessageContaining("somebody else");
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefusedBeforeItsCodeIsSentAnywhere() {
        Provider provider = provider();
        assertThatThrownBy(() -> provider.redeem(ATTEMPT, "code", "https://evil.test"))
                .hasMessageContaining("https://evil.test");
        assertThat(identity.redeemed).isEmpty();
    }

    @Test
    void whoIsSignedByNobodyWeTrustIsNotAsked() {
        assertThatThrownBy(() -> provider(identity.issuer(), null).authorize(ATTEMPT))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.away()).isTrue())
                .hasMessageContaining("PKIX");
    }

    @Test
    void authoritiesThatHaveChangedAreReadAnew() throws Exception {
        Path file = directory.resolve("renewed.pem");
        Files.writeString(
                file,
                new CertificateBuilder()
                        .subject("CN=former")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()
                        .getCertificatePEM());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        Provider provider = provider(identity.issuer(), file);
        assertThatThrownBy(() -> provider.authorize(ATTEMPT)).hasMessageContaining("PKIX");
        Files.copy(identity.authority, file, StandardCopyOption.REPLACE_EXISTING);
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(provider.authorize(ATTEMPT)).isNotNull();
        Files.delete(file);
        assertThat(redeem(provider).texts("sub"))
                .as("with those that were there")
                .containsExactly("u-1");
    }

    @Test
    void whoIsDescribedAsAnotherIsNotAsked() {
        assertThatThrownBy(() ->
                        provider(identity.issuer() + "/", identity.authority).authorize(ATTEMPT))
                .hasMessageContaining("letter by letter");
    }

    @Test
    void whoIsAwayIsAskedAgainOnlyAfterAWhile() {
        Provider provider = provider();
        identity.close();
        assertThatThrownBy(() -> provider.authorize(ATTEMPT))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.away()).isTrue())
                .hasMessageContaining("no connection")
                .isSameAs(again(provider));
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(again(provider)).isNotSameAs(again(provider()));
    }

    private static Throwable again(Provider provider) {
        return catchThrowable(() -> provider.authorize(ATTEMPT));
    }

    @Test
    void theSessionThereEndsWhereItSaysOnceThatIsKnown() throws Exception {
        Provider provider = provider();
        assertThat(provider.end("token", "https://admin.test/")).isNull();
        redeem(provider);
        URI end = Objects.requireNonNull(provider.end("token", "https://admin.test/"));
        assertThat(IdentityProvider.form(end.getRawQuery()))
                .containsEntry("id_token_hint", "token")
                .containsEntry("post_logout_redirect_uri", "https://admin.test/");
    }
}
