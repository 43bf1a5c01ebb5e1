package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.EllipticCurves;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens as somebody makes them who wants to get in (RFC 8725), and those of honest people. */
class TokensTest {
    @TempDir
    static Path directory;

    private static PublicJsonWebKey rsa;
    private static PublicJsonWebKey ec;
    private static PublicJsonWebKey foreign;

    private static final String CLAIMS = "{\"sub\":\"ann\",\"exp\":4102444800%s}";

    @BeforeAll
    static void keys() throws Exception {
        rsa = named(RsaJwkGenerator.generateJwk(2048), "r");
        ec = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "e");
        foreign = named(RsaJwkGenerator.generateJwk(2048), "r");
        keep("keys.json", rsa, ec);
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, @Nullable String id) {
        key.setKeyId(id);
        return key;
    }

    private static void keep(String file, JsonWebKey... keys) throws Exception {
        String set = new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
        Files.writeString(directory.resolve(file), set);
    }

    private static Tokens tokens(String file, @Nullable String cookie) {
        return new Tokens(
                new Tokens.Rules(
                        directory.resolve(file).toUri(),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        null,
                        List.of("RS256", "PS256", "ES256", "ES384"),
                        List.of(),
                        List.of(),
                        30,
                        60_000,
                        cookie,
                        Map.of("X-User", "sub"),
                        List.of("tenant")),
                Runnable::run,
                text -> text.length,
                System::nanoTime);
    }

    private static Verdict verdict(Tokens tokens, String... fields) {
        RequestView request = RequestText.get("a.test", "/", fields).build();
        Scratch scratch = new Scratch();
        long now = System.currentTimeMillis();
        Verdict[] found = {tokens.known(request, scratch, now)};
        if (found[0] == null) {
            tokens.ask(request, scratch, now, verdict -> found[0] = verdict);
        }
        return Objects.requireNonNull(found[0]);
    }

    private static Verdict bearer(String token) {
        return verdict(tokens("keys.json", null), "Authorization: Bearer " + token);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(PublicJsonWebKey key, String algorithm, String claims, Consumer<JsonWebSignature> more)
            throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setDoKeyValidation(false);
        signature.setPayload(claims);
        signature.setKey(key.getPrivateKey());
        if (key.getKeyId() != null) {
            signature.setKeyIdHeaderValue(key.getKeyId());
        }
        signature.setAlgorithmHeaderValue(algorithm);
        more.accept(signature);
        return signature.getCompactSerialization();
    }

    private static String signed(String claims) throws Exception {
        return signed(rsa, "RS256", claims, signature -> {});
    }

    private static String with(String claim) throws Exception {
        return signed(CLAIMS.formatted(claim));
    }

    private static String headed(String name, Object value) throws Exception {
        return signed(rsa, "RS256", CLAIMS.formatted(""), signature -> signature.setHeader(name, value));
    }

    private static String forged(String name, Object value) throws Exception {
        return signed(foreign, "RS256", CLAIMS.formatted(""), signature -> signature.setHeader(name, value));
    }

    /** A head of one's own before claims, without a signature or with one of no worth. */
    private static String raw(String head, String signature) {
        return base64(head) + "." + base64(CLAIMS.formatted("")) + "." + signature;
    }

    private static Map<String, String> heads() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        for (String none : List.of("none", "None", "nOnE", "", "RS256 ")) {
            all.put("algorithm '" + none + "'", raw("{\"alg\":\"" + none + "\",\"kid\":\"r\"}", ""));
        }
        all.put("no algorithm", raw("{\"kid\":\"r\"}", "AAAA"));
        all.put("an algorithm that is no text", raw("{\"alg\":[\"RS256\"],\"kid\":\"r\"}", "AAAA"));
        all.put("two algorithms", raw("{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"r\"}", ""));
        all.put("a head that is no object", raw("[]", "AAAA"));
        all.put("a signature of nothing but zeros", raw("{\"alg\":\"ES256\",\"kid\":\"e\"}", base64(new byte[64])));
        all.put("another curve's algorithm", raw("{\"alg\":\"ES384\",\"kid\":\"e\"}", base64(new byte[96])));
        all.put("one key's name and another's kind", raw("{\"alg\":\"ES256\",\"kid\":\"r\"}", base64(new byte[64])));
        all.put(
                "a key of its own",
                forged("jwk", JsonWebKey.Factory.newJwk(publicKey(foreign)).toParams(OutputControlLevel.PUBLIC_ONLY)));
        all.put("a place of keys of its own", forged("jku", "http://127.0.0.1:1/keys"));
        all.put("a certificate of its own", forged("x5c", List.of("MIIB")));
        all.put("a place of certificates of its own", forged("x5u", "http://127.0.0.1:1/c"));
        all.put("a name that is a path", forged("kid", "../../../../../../dev/null"));
        all.put("a name that is no text", raw("{\"alg\":\"RS256\",\"kid\":7}", "AAAA"));
        all.put("something critical that nobody knows", signed(rsa, "RS256", CLAIMS.formatted(""), signature -> {
            signature.setCriticalHeaderNames("own");
            signature.setHeader("own", true);
        }));
        all.put("encrypted", "a.b.c.d.e");
        return all;
    }

    private static java.security.Key publicKey(PublicJsonWebKey key) {
        return Objects.requireNonNull(key.getPublicKey());
    }

    private static Map<String, String> bodies() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("two subjects", with(",\"sub\":\"root\""));
        all.put("two ends", with(",\"exp\":1"));
        all.put("an end that is a text", signed("{\"sub\":\"ann\",\"exp\":\"4102444800\"}"));
        all.put("an end before all time", signed("{\"sub\":\"ann\",\"exp\":-1}"));
        all.put("no end", signed("{\"sub\":\"ann\"}"));
        all.put("a beginning that is to come", with(",\"nbf\":4102444700"));
        all.put("a beginning that is a text", with(",\"nbf\":\"x\""));
        all.put("no claims", signed("ann"));
        all.put("a list", signed("[\"ann\"]"));
        all.put("nothing", signed(""));
        all.put("deep", signed("{\"exp\":4102444800,\"a\":" + "[".repeat(20_000)));
        all.put(
                "a token in a token that is signed by nobody",
                signed(
                        rsa,
                        "RS256",
                        raw("{\"alg\":\"none\"}", ""),
                        signature -> signature.setContentTypeHeaderValue("JWT")));
        return all;
    }

    /** Each stretch of it was looked at from each of its characters on: four hundred million steps, before any key. */
    @Test
    @Timeout(120)
    void whatATokenNamesCostsNoMoreThanItIsLong() throws Exception {
        String kid = "k".repeat(1 << 20);
        InvalidJwtException named = new InvalidJwtException(
                "refused",
                List.of(new ErrorCodeValidator.Error(ErrorCodes.MISCELLANEOUS, "no key for kid " + kid)),
                new JwtContext(new JwtClaims(), List.of()));
        assertThat(Tokens.reason(named)).startsWith("no key for kid kkk").hasSizeLessThan(300);
    }

    private static void assertRefused(String what, String token) {
        assertThat(bearer(token)).as(what).isInstanceOfSatisfying(Verdict.Refused.class, no -> {
            assertThat(no.reason()).doesNotContain(token).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
            assertThat(new String(no.lines(), StandardCharsets.US_ASCII))
                    .isEqualTo("WWW-Authenticate: Bearer error=\"invalid_token\"\r\n");
        });
    }

    @Test
    void noHeadOfATokenTalksItsWayIn() throws Exception {
        heads().forEach(TokensTest::assertRefused);
    }

    @Test
    void whatIsSignedMustBeClaimsOfNowAndOnlyOnce() throws Exception {
        bodies().forEach(TokensTest::assertRefused);
    }

    @Test
    void whatAKeyIsCalledSpoilsNoLog() throws Exception {
        assertRefused("lines", forged("kid", "x\r\n" + "200 - ann".repeat(1000)));
    }

    @Test
    void aKeyThatIsTooShortSignsNothing() throws Exception {
        PublicJsonWebKey small = named(RsaJwkGenerator.generateJwk(1024), "s");
        keep("small.json", small);
        String token = signed(small, "RS256", CLAIMS.formatted(""), signature -> {});
        assertThat(verdict(tokens("small.json", null), "Authorization: Bearer " + token))
                .isInstanceOf(Verdict.Refused.class);
    }

    private static void assertGranted(Verdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Granted.class,
                        yes -> assertThat(new String(yes.lines(), StandardCharsets.US_ASCII))
                                .isEqualTo("X-User: ann\r\n"));
    }

    @Test
    void honestOnesGetInHoweverTheySayIt() throws Exception {
        String token = with("");
        for (String scheme : List.of("Bearer ", "bearer ", "BEARER   ")) {
            assertGranted(verdict(tokens("keys.json", null), "Authorization: " + scheme + token));
        }
        assertGranted(bearer(with(",\"big\":\"" + "x".repeat(40_000) + "\"")));
        assertGranted(bearer(headed("jku", "http://127.0.0.1:1/keys")));
        assertGranted(bearer(signed(ec, "ES256", CLAIMS.formatted(""), signature -> {})));
    }

    @Test
    void aTokenWithoutAKeysNameIsTriedWithAllOfItsKind() throws Exception {
        keep("unnamed.json", named(RsaJwkGenerator.generateJwk(2048), "x"), rsa);
        String unnamed = signed(rsa, "RS256", CLAIMS.formatted(""), signature -> signature.setHeader("kid", null));
        assertGranted(verdict(tokens("unnamed.json", null), "Authorization: Bearer " + unnamed));
    }

    @Test
    void whereAServerMightTakeAnotherOneThanWeDoNobodyGetsIn() throws Exception {
        String good = with("");
        assertThat(verdict(tokens("keys.json", null), "Authorization: Bearer " + good, "Authorization: Bearer x"))
                .isInstanceOf(Verdict.Refused.class);
        Tokens cookies = tokens("keys.json", "session");
        assertGranted(verdict(cookies, "Cookie: a=b; session=" + good + "; sessions=x"));
        assertThat(verdict(cookies, "Cookie: session=" + good + "; session=x")).isInstanceOf(Verdict.Refused.class);
        assertThat(verdict(cookies, "Cookie: session=" + good, "Cookie: session=x"))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(verdict(cookies, "Cookie: session")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aVerdictIsForgottenWithItsToken() throws Exception {
        JwtClaims soon = JwtClaims.parse(CLAIMS.formatted(""));
        soon.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 10));
        Tokens tokens = tokens("keys.json", null);
        String field = "Authorization: Bearer " + signed(soon.toJson());
        assertGranted(verdict(tokens, field));
        RequestView request = RequestText.get("a.test", "/", field).build();
        long now = System.currentTimeMillis();
        assertThat(tokens.known(request, new Scratch(), now)).isInstanceOf(Verdict.Granted.class);
        // The end, the leeway, and a second since claims know no parts of one.
        assertThat(tokens.known(request, new Scratch(), now + 41_000)).isNull();
    }

    @Test
    void aLimitCountsByATextOrANumberAndByNothingElse() throws Exception {
        for (var each : Map.of("\"shop\"", 4L, "17", 2L, "{}", 0L, "null", 0L).entrySet()) {
            assertThat(bearer(with(",\"tenant\":" + each.getKey())))
                    .as(each.getKey())
                    .isInstanceOfSatisfying(
                            Verdict.Granted.class, yes -> assertThat(yes.keys()).containsExactly(each.getValue()));
        }
    }
}
