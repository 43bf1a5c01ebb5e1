package dev.skein.telemetry;

import dev.skein.telemetry.LineFormat.Dialect;
import dev.skein.telemetry.LineFormat.Piece;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a log line can hold. Beside {@link #ALL} there is {@code request.header.NAME}, see {@link HeaderPiece}.
 *
 * @param name as written between <code>%{</code> and <code>}</code>
 * @param meaning one line for the documentation
 * @param bound the most bytes it takes
 * @param compiler makes what writes it
 */
record Token(String name, String meaning, int bound, Function<Dialect, Piece> compiler) {
    private static final String HEADER = "request.header.";
    private static final int NUMBER = Line.NUMBER_BOUND;
    private static final int NAME = RequestPieces.NAME_BOUND;
    private static final int TARGET = RequestPieces.TARGET_BOUND;
    private static final int WORD = 64;

    /** Every token but {@code request.header.NAME}. */
    static final List<Token> ALL = List.of(
            new Token(
                    "time",
                    "first byte of the request: 2026-11-21T10:31:02.123Z",
                    DateCache.ISO_LENGTH,
                    d -> (line, o) -> line.isoTime(o.startEpochMillis)),
            new Token(
                    "time.combined",
                    "the same as 21/Nov/2026:10:31:02 +0000",
                    DateCache.COMBINED_LENGTH,
                    d -> (line, o) -> line.combinedTime(o.startEpochMillis)),
            new Token(
                    "time.epoch-ms",
                    "the same in milliseconds since 1970",
                    NUMBER,
                    d -> (line, o) -> line.number(o.startEpochMillis)),
            new Token("client", "address of the client", WORD, d -> (line, o) -> OutcomePieces.client(line, o, d)),
            new Token("client.port", "port of the client; 0 where unknown", NUMBER, d -> OutcomePieces::clientPort),
            new Token("protocol", "HTTP/1.1, HTTP/2.0, …", WORD, d -> OutcomePieces::protocol),
            new Token(
                    "tls",
                    "true if the client's connection is encrypted",
                    WORD,
                    d -> (line, o) -> OutcomePieces.flag(line, o.secure)),
            new Token("method", "method of the request", NAME, d -> (line, o) -> RequestPieces.method(line, o, d)),
            new Token(
                    "host",
                    "host that was asked for, without port",
                    NAME,
                    d -> (line, o) -> RequestPieces.host(line, o, d)),
            new Token("path", "path after normalisation", TARGET, d -> (line, o) -> RequestPieces.path(line, o, d)),
            new Token(
                    "query",
                    "query without its question mark",
                    TARGET,
                    d -> (line, o) -> RequestPieces.query(line, o, d)),
            new Token(
                    "target",
                    "path, and query if there is one",
                    2 * TARGET + 1,
                    d -> (line, o) -> RequestPieces.target(line, o, d)),
            new Token(
                    "status",
                    "status sent to the client; 499: it left before one was; 0: none",
                    NUMBER,
                    d -> (line, o) -> line.number(o.status)),
            new Token(
                    "bytes.in",
                    "bytes from the client, head and body",
                    NUMBER,
                    d -> (line, o) -> line.number(o.bytesIn)),
            new Token(
                    "bytes.out",
                    "bytes to the client, head and body",
                    NUMBER,
                    d -> (line, o) -> line.number(o.bytesOut)),
            new Token(
                    "request.id",
                    "the request's id, ours or the client's",
                    NAME,
                    d -> (line, o) -> OutcomePieces.requestId(line, o, d)),
            new Token(
                    "listener",
                    "name of the listener",
                    NAME,
                    d -> (line, o) -> OutcomePieces.name(line, o.listener, d)),
            new Token("route", "name of the route", NAME, d -> (line, o) -> OutcomePieces.name(line, o.route, d)),
            new Token("pool", "name of the pool", NAME, d -> (line, o) -> OutcomePieces.pool(line, o, d)),
            new Token(
                    "server", "id of the last server tried", NAME, d -> (line, o) -> OutcomePieces.server(line, o, d)),
            new Token("attempts", "servers tried", NUMBER, d -> (line, o) -> line.number(o.attempts)),
            new Token(
                    "reused",
                    "true if the server's connection came out of the pool",
                    WORD,
                    d -> (line, o) -> OutcomePieces.flag(line, o.reused)),
            new Token(
                    "end",
                    "two letters: who ended the exchange, in which phase; -- if it ended well",
                    2,
                    d -> OutcomePieces::end),
            new Token("reason", "the failure in words", WORD, d -> (line, o) -> OutcomePieces.reason(line, o, d)),
            new Token(
                    "ms.queue",
                    "milliseconds of waiting for a place at a server",
                    Line.MILLIS_BOUND,
                    d -> (line, o) -> line.millis(o.queueNanos, d.absent)),
            new Token(
                    "ms.connect",
                    "milliseconds of connecting to the server",
                    Line.MILLIS_BOUND,
                    d -> (line, o) -> line.millis(o.connectNanos, d.absent)),
            new Token(
                    "ms.first-byte",
                    "milliseconds from the request's sending to the response's head",
                    Line.MILLIS_BOUND,
                    d -> (line, o) -> line.millis(o.firstByteNanos, d.absent)),
            new Token(
                    "ms.total",
                    "milliseconds from first byte in to last byte out",
                    Line.MILLIS_BOUND,
                    d -> (line, o) -> line.millis(o.totalNanos, d.absent)));

    private static final Map<String, Token> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Token::name, Function.identity()));

    /**
     * The token of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Token of(String name) {
        if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
            String field = name.substring(HEADER.length());
            return new Token(name, "a field", HeaderPiece.BOUND, dialect -> new HeaderPiece(field, dialect));
        }
        Token token = BY_NAME.get(name);
        if (token == null) {
            throw new IllegalArgumentException("format: %{" + name + "} (expected: one of "
                    + ALL.stream().map(Token::name).collect(Collectors.joining(", ")) + ", request.header.NAME)");
        }
        return token;
    }
}
