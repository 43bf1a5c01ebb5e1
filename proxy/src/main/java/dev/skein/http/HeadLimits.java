package dev.skein.http;

/**
 * Bounds of a message head.
 *
 * @param startLineBytes longest request or status line, in bytes
 * @param headBytes longest head including the empty line, in bytes
 * @param fields most header fields
 */
public record HeadLimits(int startLineBytes, int headBytes, int fields) {}
