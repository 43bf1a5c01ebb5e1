package dev.skein.access;

import dev.skein.model.Ascii;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * User and password (RFC 7617), compared with the hashes of a file. What was right is remembered for a while, so that the
 * cost of hashing is paid once by each user, and not by each request.
 */
public final class Passwords implements Verifier {
    private static final byte[] SCHEME = Ascii.bytes("basic ");
    private static final int ENTRIES = 4096;

    private final Rules rules;
    private final PasswordFile file;
    private final VerdictMemory memory;
    private final ToLongFunction<byte[]> hash;
    private final Verdict.Refused missing;
    private final Verdict.Refused wrong;

    /**
     * What is asked for.
     *
     * @param realm what the client shows whom it asks
     * @param cacheMillis how long what was right is remembered
     * @param header field that tells servers the user's name; null: none
     * @param keyed whether limits count by the user's name
     */
    public record Rules(
            String realm, long cacheMillis, @Nullable String header, boolean keyed) {}

    /**
     * Reads the file.
     *
     * @param workers where passwords are hashed
     * @param hash of a user's name as limits count by it
     * @throws IllegalArgumentException with file, line and rule
     */
    public Passwords(Rules rules, Path file, Executor workers, ToLongFunction<byte[]> hash) {
        this(rules, new PasswordFile(file, PasswordHash::parse), workers, hash);
    }

    Passwords(Rules rules, PasswordFile file, Executor workers, ToLongFunction<byte[]> hash) {
        this.rules = rules;
        this.file = file;
        this.memory = new VerdictMemory(ENTRIES, workers);
        this.hash = hash;
        byte[] challenge = Lines.of(
                Map.of("WWW-Authenticate", "Basic realm=" + Lines.quoted(rules.realm) + ", charset=\"UTF-8\""));
        missing = new Verdict.Refused(false, challenge, "no user and password");
        wrong = new Verdict.Refused(false, challenge, "wrong user or password");
    }

    /** Reads the file for nothing: {@link IllegalArgumentException} with file, line and rule. */
    public static void check(Path file) {
        var unused = new PasswordFile(file, PasswordHash::parse);
    }

    @Override
    public @Nullable Verdict known(RequestView request, Scratch scratch, long now) {
        long span = Authorization.span(request, SCHEME);
        if (span == Pairs.NONE) {
            return missing;
        }
        return memory.find(scratch.digest(request.bytes(), Pairs.start(span), Pairs.end(span)), now);
    }

    @Override
    public Runnable ask(RequestView request, Scratch scratch, long now, Consumer<Verdict> then) {
        long span = Authorization.span(request, SCHEME);
        byte[] credentials = Arrays.copyOfRange(request.bytes(), Pairs.start(span), Pairs.end(span));
        memory.find(scratch.key(), now, () -> verify(credentials, now), then);
        return GOES_ON;
    }

    private VerdictMemory.Timed verify(byte[] credentials, long now) {
        if (file.refresh()) {
            memory.clear();
        }
        return new VerdictMemory.Timed(decide(credentials), now + rules.cacheMillis);
    }

    private Verdict decide(byte[] credentials) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(credentials);
        } catch (IllegalArgumentException e) {
            return wrong;
        }
        int colon = 0;
        while (colon < pair.length && pair[colon] != ':') {
            colon++;
        }
        if (colon == pair.length) {
            return wrong;
        }
        String user = new String(pair, 0, colon, StandardCharsets.UTF_8);
        byte[] password = Arrays.copyOfRange(pair, colon + 1, pair.length);
        PasswordHash known = file.of(user);
        PasswordHash compared = known == null ? file.standIn(user) : known;
        boolean fits = compared != null && compared.fits(password);
        return fits && known != null ? granted(user) : wrong;
    }

    private Verdict granted(String user) {
        byte[] lines = rules.header == null ? new byte[0] : Lines.of(Map.of(rules.header, user));
        long[] keys = rules.keyed ? new long[] {hash.applyAsLong(user.getBytes(StandardCharsets.UTF_8))} : new long[0];
        return new Verdict.Granted(lines, keys);
    }
}
