package dev.skein.model;

/**
 * The head of a request as rules read it: spans into one byte array, never Strings. The same view stands over an HTTP/1
 * head as it arrived and over the fields of an HTTP/2 or 3 stream. A span is {@code [start, end)} in {@link #bytes()}.
 *
 * <p>Read on the event loop of the exchange only, and only until its {@link Outcome} has been recorded: the array is used
 * again for the next head.
 */
public interface RequestView {

    /** The bytes that all spans point into. Read only. */
    byte[] bytes();

    int methodStart();

    int methodEnd();

    /** The host, lower case, without port and without one trailing dot; an IPv6 literal keeps its brackets. */
    int hostStart();

    int hostEnd();

    /** The port that the client named in its authority, or -1. */
    int hostPort();

    /** The path after normalisation, always beginning with {@code /} (or {@code *} for {@code OPTIONS *}). */
    int pathStart();

    int pathEnd();

    /** The query without its question mark; an empty span where there is none, see {@link #hasQuery()}. */
    int queryStart();

    int queryEnd();

    boolean hasQuery();

    /** Number of header fields, in the order received. */
    int fieldCount();

    int nameStart(int field);

    int nameEnd(int field);

    /** Start of the value, optional white space around it already cut. */
    int valueStart(int field);

    int valueEnd(int field);

    /**
     * Whether the field ends at this hop, because {@code Connection} nominates it (RFC 9110 §7.6.1), or for its underscores:
     * servers do not get it, so rules must not see it. Of a view over something else than a received head, none does.
     */
    default boolean endsHere(int field) {
        return false;
    }

    /**
     * Index of the first field at or after {@code from} with this name that goes on, or -1.
     *
     * @param lowerCaseName the name in lower-case ASCII
     */
    default int find(byte[] lowerCaseName, int from) {
        byte[] bytes = bytes();
        for (int field = from, count = fieldCount(); field < count; field++) {
            int start = nameStart(field);
            if (nameEnd(field) - start == lowerCaseName.length
                    && Ascii.equalsIgnoreCase(bytes, start, lowerCaseName)
                    && !endsHere(field)) {
                return field;
            }
        }
        return -1;
    }

    /** The client: the peer of the connection, or whom a trusted peer named. */
    ClientAddress client();

    Protocol protocol();

    /** Whether the client's connection is encrypted (by us, or by whoever a trusted peer says). */
    boolean secure();
}
