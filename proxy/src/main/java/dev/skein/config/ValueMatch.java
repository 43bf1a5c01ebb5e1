package dev.skein.config;

/**
 * What a header, query parameter or cookie must look like. A request with several values of that name matches when one of
 * them does.
 */
public sealed interface ValueMatch {
    /** The same bytes. */
    record Exact(String value) implements ValueMatch {}

    record Prefix(String value) implements ValueMatch {}

    record Suffix(String value) implements ValueMatch {}

    record Contains(String value) implements ValueMatch {}

    /** A regular expression of the JDK that must match the whole value; it compiles. */
    record Regex(String pattern) implements ValueMatch {}

    /** There at all ({@code true}), or not there ({@code false}). */
    record Present(boolean present) implements ValueMatch {}
}
