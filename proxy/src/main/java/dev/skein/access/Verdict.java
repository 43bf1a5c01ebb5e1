package dev.skein.access;

import org.jspecify.annotations.Nullable;

/** What was found about a request's client. Immutable. */
public sealed interface Verdict {
    /**
     * It may go on.
     *
     * @param lines for the server: complete lines {@code Name: value CR LF}; not to be changed
     * @param keys of claims that limits count by, in the order asked for; 0 where there is none
     */
    record Granted(byte[] lines, long[] keys) implements Verdict {}

    /**
     * It may not.
     *
     * @param identified whether it is known who it is: 403 then, else 401
     * @param lines for the client, complete
     * @param reason for the log
     */
    record Refused(boolean identified, byte[] lines, String reason) implements Verdict {}

    /**
     * It gets this answer, which somebody else has given: a login page, say.
     *
     * @param status 300 to 499
     * @param contentType empty for none
     * @param lines more fields, complete lines
     */
    record Answered(int status, String contentType, byte[] lines, byte[] body) implements Verdict {}

    /** It could not be found out: nobody gets in, and another time may be better. */
    record Undecided(String reason, @Nullable Throwable cause) implements Verdict {}
}
