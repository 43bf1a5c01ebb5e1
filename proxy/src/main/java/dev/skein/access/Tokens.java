package dev.skein.access;

import dev.skein.model.Ascii;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Signed tokens (JWT, RFC 7519; as RFC 6750 sends them, or in a cookie): signature, issuer, audience and times are looked at
 * once, and the verdict is remembered for as long as the token is good, at the most for a while.
 */
public final class Tokens implements Verifier {
    private static final byte[] SCHEME = Ascii.bytes("bearer ");
    private static final int ENTRIES = 16_384;
    /** Looks at each character once: texts have what a client sent. */
    private static final Pattern TOKEN = Pattern.compile("(?<![\\w-])[\\w-]{8,}+\\.[\\w-]++\\.[\\w-]*+");

    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
    private static final int MOST_REASON = 200;

    private final Rules rules;
    private final byte @Nullable [] cookie;
    private final JwtConsumer consumer;
    private final VerdictMemory memory;
    private final ToLongFunction<byte[]> hash;
    private final Verdict.Refused missing;

    /**
     * What is asked for.
     *
     * @param keys the issuer's keys: http, https or file
     * @param refresh how often these are fetched
     * @param timeout for fetching them
     * @param authorities PEM file of who signs their server's certificate; null: the JDK's
     * @param algorithms of signatures that are taken, by their names in RFC 7518 and RFC 8037
     * @param issuers one of which it must be; empty: any
     * @param audiences one of which the token must be for; empty: any
     * @param leewaySeconds by which clocks may differ
     * @param cacheMillis how long a verdict is remembered at the most
     * @param cookie name of the one that has the token; null: the Authorization field has it
     * @param headers claims by the name of the field that tells servers
     * @param keyClaims claims that limits count by
     */
    public record Rules(
            URI keys,
            Duration refresh,
            Duration timeout,
            @Nullable Path authorities,
            List<String> algorithms,
            List<String> issuers,
            List<String> audiences,
            int leewaySeconds,
            long cacheMillis,
            @Nullable String cookie,
            Map<String, String> headers,
            List<String> keyClaims) {}

    /**
     * Fetches nothing yet.
     *
     * @param workers where tokens are looked at; these wait for keys
     * @param hash of a claim's text as limits count by it
     * @param nanos the clock
     */
    public Tokens(Rules rules, Executor workers, ToLongFunction<byte[]> hash, LongSupplier nanos) {
        this.rules = rules;
        this.cookie = rules.cookie == null ? null : Ascii.bytes(rules.cookie);
        this.memory = new VerdictMemory(ENTRIES, workers);
        this.hash = hash;
        Fetcher fetcher = new Fetcher(rules.timeout, rules.authorities);
        this.consumer = consumer(rules, new KeySet(rules.keys, rules.refresh, nanos, fetcher));
        this.missing = refused("no token", "Bearer");
    }

    private static JwtConsumer consumer(Rules rules, KeySet keys) {
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, rules.algorithms.toArray(String[]::new))
                .setAllowedClockSkewInSeconds(rules.leewaySeconds)
                .setRequireExpirationTime();
        if (!rules.issuers.isEmpty()) {
            builder.setExpectedIssuers(true, rules.issuers.toArray(String[]::new));
        }
        if (rules.audiences.isEmpty()) {
            builder.setSkipDefaultAudienceValidation();
        } else {
            builder.setExpectedAudience(rules.audiences.toArray(String[]::new));
        }
        return builder.build();
    }

    private static Verdict.Refused refused(String reason, String challenge) {
        return new Verdict.Refused(false, Lines.of(Map.of("WWW-Authenticate", challenge)), reason);
    }

    private long span(RequestView request) {
        return cookie == null ? Authorization.span(request, SCHEME) : Pairs.onlyCookie(request, cookie);
    }

    @Override
    public @Nullable Verdict known(RequestView request, Scratch scratch, long now) {
        long span = span(request);
        if (span == Pairs.NONE) {
            return missing;
        }
        return memory.find(scratch.digest(request.bytes(), Pairs.start(span), Pairs.end(span)), now);
    }

    @Override
    public Runnable ask(RequestView request, Scratch scratch, long now, Consumer<Verdict> then) {
        long span = span(request);
        String token = Ascii.string(request.bytes(), Pairs.start(span), Pairs.end(span));
        memory.find(scratch.key(), now, () -> verify(token, now), then);
        return GOES_ON;
    }

    private VerdictMemory.Timed verify(String token, long now) {
        try {
            // Three parts: what is encrypted has five, and is nothing that we could open.
            if (token.chars().filter(c -> c == '.').count() != 2) {
                return new VerdictMemory.Timed(invalid("not a signed token"), now);
            }
            JwtClaims claims = consumer.processToClaims(token);
            long ends = claims.getExpirationTime().getValueInMillis() + rules.leewaySeconds * 1000L;
            return new VerdictMemory.Timed(granted(claims), Math.min(ends, now + rules.cacheMillis));
        } catch (InvalidJwtException e) {
            KeySet.Unavailable none = KeySet.Unavailable.in(e);
            if (none != null) {
                return new VerdictMemory.Timed(new Verdict.Undecided(none.text(), null), now);
            }
            return new VerdictMemory.Timed(invalid(reason(e)), now);
        } catch (MalformedClaimException e) {
            return new VerdictMemory.Timed(invalid("a claim is malformed"), now);
        }
    }

    /** Never the token itself, which the library's messages have, and of what it names a little. */
    static String reason(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return "the signature is wrong";
        }
        if (e.getErrorDetails().isEmpty()) {
            return "malformed";
        }
        String text = e.getErrorDetails().getFirst().getErrorMessage();
        String plain = UNPRINTABLE.matcher(TOKEN.matcher(text).replaceAll("…")).replaceAll("?");
        return plain.length() > MOST_REASON ? plain.substring(0, MOST_REASON) + "…" : plain;
    }

    private static Verdict.Refused invalid(String reason) {
        return refused("token refused: " + reason, "Bearer error=\"invalid_token\"");
    }

    private Verdict granted(JwtClaims claims) {
        Map<String, String> fields = new LinkedHashMap<>();
        rules.headers.forEach((header, claim) -> fields.put(header, text(claims, claim)));
        long[] keys = rules.keyClaims.stream()
                .mapToLong(claim -> hash.applyAsLong(text(claims, claim).getBytes(StandardCharsets.UTF_8)))
                .toArray();
        return new Verdict.Granted(Lines.of(fields), keys);
    }

    private static String text(JwtClaims claims, String name) {
        Object value = Claims.find(claims.getClaimsMap(), name);
        return switch (value) {
            case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
            case Map<?, ?> ignored -> "";
            case null -> "";
            default -> value.toString();
        };
    }
}
