package dev.skein.config;

/** A part of a request that something is keyed by: {@code client-address}, {@code header X-User}, {@code cookie sid}. */
public sealed interface RequestKey {
    /** The client's address; of IPv6 its /64 where clients are counted. */
    record ClientAddress() implements RequestKey {}

    /** The path after normalisation. */
    record RequestPath() implements RequestKey {}

    /** The first field of that name; lower case. */
    record Header(String name) implements RequestKey {}

    record Cookie(String name) implements RequestKey {}

    /** What the route's access has found out about the client: a claim of its token; {@code sub} is the user, too. */
    record Claim(String name) implements RequestKey {}

    /** The first query parameter of that name. */
    record Query(String name) implements RequestKey {}
}
