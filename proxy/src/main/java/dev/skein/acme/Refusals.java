package dev.skein.acme;

import dev.skein.acme.AuthorityException.Kind;
import java.time.Instant;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** From what acme4j throws to what follows from it (RFC 8555 §6.7). */
final class Refusals {
    private static final String ERROR = "urn:ietf:params:acme:error:";

    private Refusals() {}

    static AuthorityException of(Exception e) {
        return switch (e) {
            case AcmeRateLimitedException limited ->
                new AuthorityException(
                        Kind.LIMITED,
                        text(limited),
                        limited.getRetryAfter().map(Instant::toEpochMilli).orElse(0L),
                        e);
            case AcmeServerException server -> new AuthorityException(kind(server), text(server), 0, e);
            case AcmeNetworkException network ->
                new AuthorityException(Kind.BUSY, "the authority can't be reached: " + cause(network), 0, e);
            default -> new AuthorityException(Kind.BUSY, text(e), 0, e);
        };
    }

    private static Kind kind(AcmeServerException e) {
        return switch (type(e)) {
            case "serverInternal", "badNonce" -> Kind.BUSY;
            case "accountDoesNotExist" -> Kind.NO_ACCOUNT;
            default -> Kind.REFUSED;
        };
    }

    /** Whether it would say the same if it were asked again. */
    static boolean refused(AcmeServerException e) {
        return !(e instanceof AcmeRateLimitedException) && kind(e) == Kind.REFUSED;
    }

    private static String type(AcmeServerException e) {
        String type = e.getType().toString();
        return type.startsWith(ERROR) ? type.substring(ERROR.length()) : type;
    }

    private static String text(AcmeServerException e) {
        return type(e) + ": " + e.getProblem().getDetail().orElse(String.valueOf(e.getMessage()));
    }

    private static String cause(Exception e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : cause.toString();
    }

    /** Of the library's own failures the cause says more; ours say it all. */
    private static String text(Exception e) {
        return e instanceof IllegalStateException ? String.valueOf(e.getMessage()) : cause(e);
    }
}
