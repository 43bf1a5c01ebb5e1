package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Protocol;
import dev.skein.model.ServerKey;
import dev.skein.model.TlsFacts;
import dev.skein.telemetry.LineFormat.Dialect;
import java.util.EnumMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the facts of an outcome are written into a line. */
final class OutcomePieces {
    private static final int NAME = RequestPieces.NAME_BOUND - Line.CUT_ROOM;
    private static final byte[] TRUE = Ascii.bytes("true");
    private static final byte[] FALSE = Ascii.bytes("false");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");
    private static final EnumMap<Protocol, byte[]> PROTOCOLS = new EnumMap<>(Protocol.class);
    private static final EnumMap<Failure, byte[]> REASONS = new EnumMap<>(Failure.class);

    static {
        for (Protocol protocol : Protocol.values()) {
            PROTOCOLS.put(protocol, Ascii.bytes(protocol.text()));
        }
        for (Failure failure : Failure.values()) {
            REASONS.put(failure, Ascii.bytes(failure.text()));
        }
    }

    private OutcomePieces() {}

    static void flag(Line line, boolean value) {
        line.put(value ? TRUE : FALSE);
    }

    static void client(Line line, Outcome outcome, Dialect dialect) {
        ClientAddress client = outcome.client;
        line.put(client == null ? dialect.none : client.text());
    }

    static void clientPort(Line line, Outcome outcome) {
        ClientAddress client = outcome.client;
        line.number(client == null ? 0 : client.port());
    }

    static void protocol(Line line, Outcome outcome) {
        line.put(Objects.requireNonNull(PROTOCOLS.get(outcome.protocol)));
    }

    static void scheme(Line line, Outcome outcome) {
        line.put(outcome.secure ? HTTPS : HTTP);
    }

    static void tlsVersion(Line line, Outcome outcome, Dialect dialect) {
        TlsFacts tls = outcome.tls;
        name(line, tls == null ? null : tls.version(), dialect);
    }

    static void tlsCipher(Line line, Outcome outcome, Dialect dialect) {
        TlsFacts tls = outcome.tls;
        name(line, tls == null ? null : tls.cipher(), dialect);
    }

    static void serverName(Line line, Outcome outcome, Dialect dialect) {
        TlsFacts tls = outcome.tls;
        name(line, tls == null ? null : tls.serverName(), dialect);
    }

    static void clientSubject(Line line, Outcome outcome, Dialect dialect) {
        TlsFacts tls = outcome.tls;
        name(line, tls == null ? null : tls.clientSubject(), dialect);
    }

    static void clientNames(Line line, Outcome outcome, Dialect dialect) {
        TlsFacts tls = outcome.tls;
        name(line, tls == null ? null : tls.clientNames(), dialect);
    }

    static void requestId(Line line, Outcome outcome, Dialect dialect) {
        byte[] foreign = outcome.foreignRequestId;
        if (foreign == null) {
            line.hex(outcome.requestId);
        } else {
            line.escaped(foreign, 0, foreign.length, NAME, dialect.escape);
        }
    }

    static void pool(Line line, Outcome outcome, Dialect dialect) {
        ServerKey key = outcome.server;
        name(line, key == null ? null : key.pool(), dialect);
    }

    static void server(Line line, Outcome outcome, Dialect dialect) {
        ServerKey key = outcome.server;
        name(line, key == null ? null : key.server(), dialect);
    }

    static void name(Line line, @Nullable String name, Dialect dialect) {
        if (name == null || name.isEmpty()) {
            line.put(dialect.none);
        } else {
            line.escaped(name, NAME, dialect.escape);
        }
    }

    static void reason(Line line, Outcome outcome, Dialect dialect) {
        line.put(outcome.failure == Failure.NONE ? dialect.none : Objects.requireNonNull(REASONS.get(outcome.failure)));
    }
}
