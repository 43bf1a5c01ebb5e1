package dev.skein.telemetry;

import dev.skein.telemetry.LineFormat.Dialect;
import dev.skein.telemetry.LineFormat.Piece;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a log line can hold: the variables that configuration knows, as far as an exchange has them at its end, and some
 * that only a log wants. Names that end with a dot are followed by the name of a field, cookie or parameter.
 *
 * @param name as written between <code>%{</code> and <code>}</code>
 * @param meaning one line for the documentation
 * @param bound the most bytes it takes
 * @param compiler makes what writes it, from dialect and argument
 */
record Token(String name, String meaning, int bound, BiFunction<Dialect, String, Piece> compiler) {
    private static final int NUMBER = Line.NUMBER_BOUND;
    private static final int MILLIS = Line.MILLIS_BOUND;
    private static final int NAME = RequestPieces.NAME_BOUND;
    private static final int URI = RequestPieces.URI_BOUND;
    private static final int WORD = 64;

    private static final List<Token> TIMES = List.of(
            new Token(
                    "time.iso",
                    "first byte of the request: 2026-11-21T10:31:02.123Z",
                    DateCache.ISO_LENGTH,
                    (d, a) -> (line, o) -> line.isoTime(o.startEpochMillis)),
            new Token(
                    "time.combined",
                    "the same as 21/Nov/2026:10:31:02 +0000",
                    DateCache.COMBINED_LENGTH,
                    (d, a) -> (line, o) -> line.combinedTime(o.startEpochMillis)),
            new Token(
                    "time.epoch-millis",
                    "the same in milliseconds since 1970",
                    NUMBER,
                    (d, a) -> (line, o) -> line.number(o.startEpochMillis)),
            new Token(
                    "time.queue",
                    "milliseconds of waiting for a place at a server",
                    MILLIS,
                    (d, a) -> (line, o) -> line.millis(o.queueNanos, d.absent)),
            new Token(
                    "time.connect",
                    "milliseconds of connecting to the server",
                    MILLIS,
                    (d, a) -> (line, o) -> line.millis(o.connectNanos, d.absent)),
            new Token(
                    "time.first-byte",
                    "milliseconds from the request's sending to the response's head",
                    MILLIS,
                    (d, a) -> (line, o) -> line.millis(o.firstByteNanos, d.absent)),
            new Token(
                    "time.total",
                    "milliseconds from first byte in to last byte out",
                    MILLIS,
                    (d, a) -> (line, o) -> line.millis(o.totalNanos, d.absent)));

    private static final List<Token> REQUEST = List.of(
            new Token(
                    "client.address",
                    "address of the client",
                    WORD,
                    (d, a) -> (line, o) -> OutcomePieces.client(line, o, d)),
            new Token(
                    "client.port", "port of the client; 0 where unknown", NUMBER, (d, a) -> OutcomePieces::clientPort),
            new Token(
                    "request.id",
                    "the request's id, ours or the client's",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.requestId(line, o, d)),
            new Token("request.method", "method", NAME, (d, a) -> (line, o) -> RequestPieces.method(line, o, d)),
            new Token("request.scheme", "http or https", WORD, (d, a) -> OutcomePieces::scheme),
            new Token(
                    "request.host",
                    "host that was asked for, without port",
                    NAME,
                    (d, a) -> (line, o) -> RequestPieces.host(line, o, d)),
            new Token(
                    "request.authority",
                    "host with the port that the client named",
                    NAME + NUMBER + 1,
                    (d, a) -> (line, o) -> RequestPieces.authority(line, o, d)),
            new Token(
                    "request.uri",
                    "path, and query if there is one",
                    2 * URI + 1,
                    (d, a) -> (line, o) -> RequestPieces.uri(line, o, d)),
            new Token(
                    "request.path",
                    "path after normalisation",
                    URI,
                    (d, a) -> (line, o) -> RequestPieces.path(line, o, d)),
            new Token(
                    "request.query",
                    "query without its question mark",
                    URI,
                    (d, a) -> (line, o) -> RequestPieces.query(line, o, d)),
            new Token("request.protocol", "HTTP/1.1, HTTP/2.0, …", WORD, (d, a) -> OutcomePieces::protocol),
            new Token(
                    "header.",
                    "first field of that name; secrets are masked",
                    HeaderPiece.BOUND,
                    (d, a) -> new HeaderPiece(a, d)),
            new Token(
                    "cookie.",
                    "*** if there is a cookie of that name",
                    HeaderPiece.BOUND,
                    (d, a) -> new CookiePiece(a, d)),
            new Token(
                    "query.",
                    "first parameter of that name, as sent",
                    ParameterPiece.BOUND,
                    (d, a) -> new ParameterPiece(a, d)));

    private static final List<Token> CONNECTION = List.of(
            new Token(
                    "tls",
                    "true if the client's connection is encrypted",
                    WORD,
                    (d, a) -> (line, o) -> OutcomePieces.flag(line, o.secure)),
            new Token("tls.version", "as TLSv1.3", NAME, (d, a) -> (line, o) -> OutcomePieces.tlsVersion(line, o, d)),
            new Token("tls.cipher", "cipher suite", NAME, (d, a) -> (line, o) -> OutcomePieces.tlsCipher(line, o, d)),
            new Token(
                    "tls.server-name",
                    "host of the handshake (SNI)",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.serverName(line, o, d)),
            new Token(
                    "tls.client-subject",
                    "name in the client's certificate",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.clientSubject(line, o, d)),
            new Token(
                    "tls.client-names",
                    "alternative names in the client's certificate",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.clientNames(line, o, d)),
            new Token(
                    "listener",
                    "name of the listener",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.name(line, o.listener, d)));

    private static final List<Token> EXCHANGE = List.of(
            new Token("route", "name of the route", NAME, (d, a) -> (line, o) -> OutcomePieces.name(line, o.route, d)),
            new Token("pool", "name of the pool", NAME, (d, a) -> (line, o) -> OutcomePieces.pool(line, o, d)),
            new Token(
                    "server",
                    "id of the last server tried",
                    NAME,
                    (d, a) -> (line, o) -> OutcomePieces.server(line, o, d)),
            new Token(
                    "response.status",
                    "status sent to the client; 499: it left before; 0: none",
                    NUMBER,
                    (d, a) -> (line, o) -> line.number(o.status)),
            new Token(
                    "bytes.in",
                    "bytes from the client, head and body",
                    NUMBER,
                    (d, a) -> (line, o) -> line.number(o.bytesIn)),
            new Token(
                    "bytes.out",
                    "bytes to the client, head and body",
                    NUMBER,
                    (d, a) -> (line, o) -> line.number(o.bytesOut)),
            new Token("attempts", "servers tried", NUMBER, (d, a) -> (line, o) -> line.number(o.attempts)),
            new Token(
                    "reused",
                    "true if the server's connection came out of the pool",
                    WORD,
                    (d, a) -> (line, o) -> OutcomePieces.flag(line, o.reused)),
            new Token(
                    "end",
                    "who ended the exchange, in which phase: two letters; -- if it ended well",
                    2,
                    (d, a) -> (line, o) -> line.put(o.endSide(), o.endPhase())),
            new Token("reason", "the failure in words", WORD, (d, a) -> (line, o) -> OutcomePieces.reason(line, o, d)));

    /** All tokens, in the order in which they are documented. */
    static final List<Token> ALL = Stream.of(TIMES, REQUEST, CONNECTION, EXCHANGE)
            .flatMap(List::stream)
            .toList();

    private boolean named() {
        return name.endsWith(".");
    }

    /**
     * What writes a token.
     *
     * @param reference as written between the braces, with its argument
     * @throws IllegalArgumentException if there is none of that name
     */
    static Token of(String reference) {
        for (Token token : ALL) {
            if (token.named() ? reference.startsWith(token.name) : reference.equals(token.name)) {
                return token;
            }
        }
        throw new IllegalArgumentException("format: %{" + reference + "} (expected: one of "
                + ALL.stream().map(t -> t.named() ? t.name + "NAME" : t.name).collect(Collectors.joining(", ")) + ")");
    }

    Piece compile(String reference, Dialect dialect) {
        return compiler.apply(dialect, named() ? reference.substring(name.length()) : "");
    }
}
