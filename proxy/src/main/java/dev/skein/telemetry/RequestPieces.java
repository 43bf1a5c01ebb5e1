package dev.skein.telemetry;

import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import dev.skein.telemetry.LineFormat.Dialect;

/** How the parts of a request's head are written into a line. */
final class RequestPieces {
    /** Bytes of a host, method, name or id. */
    static final int NAME_BOUND = 256;
    /** Bytes of a path, and of a query. */
    static final int URI_BOUND = 4096;

    private static final int NAME = NAME_BOUND - Line.CUT_ROOM;
    private static final int URI = URI_BOUND - Line.CUT_ROOM;

    private RequestPieces() {}

    static void method(Line line, Outcome outcome, Dialect dialect) {
        RequestView request = outcome.request;
        if (request == null || request.methodStart() == request.methodEnd()) {
            line.put(dialect.none);
        } else {
            line.escaped(request.bytes(), request.methodStart(), request.methodEnd(), NAME, dialect.escape);
        }
    }

    static void host(Line line, Outcome outcome, Dialect dialect) {
        RequestView request = outcome.request;
        if (request == null || request.hostStart() == request.hostEnd()) {
            line.put(dialect.none);
        } else {
            line.escaped(request.bytes(), request.hostStart(), request.hostEnd(), NAME, dialect.escape);
        }
    }

    static void path(Line line, Outcome outcome, Dialect dialect) {
        RequestView request = outcome.request;
        if (request == null || request.pathStart() == request.pathEnd()) {
            line.put(dialect.none);
        } else {
            line.escaped(request.bytes(), request.pathStart(), request.pathEnd(), URI, dialect.escape);
        }
    }

    static void query(Line line, Outcome outcome, Dialect dialect) {
        RequestView request = outcome.request;
        if (request == null || !request.hasQuery()) {
            line.put(dialect.none);
        } else {
            line.escaped(request.bytes(), request.queryStart(), request.queryEnd(), URI, dialect.escape);
        }
    }

    static void uri(Line line, Outcome outcome, Dialect dialect) {
        path(line, outcome, dialect);
        RequestView request = outcome.request;
        if (request != null && request.hasQuery()) {
            line.put('?');
            line.escaped(request.bytes(), request.queryStart(), request.queryEnd(), URI, dialect.escape);
        }
    }

    static void authority(Line line, Outcome outcome, Dialect dialect) {
        host(line, outcome, dialect);
        RequestView request = outcome.request;
        if (request != null && request.hostPort() >= 0) {
            line.put(':');
            line.number(request.hostPort());
        }
    }
}
