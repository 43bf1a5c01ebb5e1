package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import dev.skein.telemetry.LineFormat.Dialect;

/** Writes the first parameter of a name out of the query, without decoding it. */
final class ParameterPiece implements LineFormat.Piece {
    /** Bytes of a value at most. */
    static final int BOUND = 512;

    private final byte[] name;
    private final Dialect dialect;

    ParameterPiece(String name, Dialect dialect) {
        this.name = Ascii.bytes(name);
        this.dialect = dialect;
    }

    @Override
    public void append(Line line, Outcome outcome) {
        RequestView request = outcome.request;
        if (request == null) {
            line.put(dialect.none);
            return;
        }
        byte[] bytes = request.bytes();
        int end = request.queryEnd();
        for (int from = request.queryStart(); from < end; ) {
            int next = Spans.indexOf((byte) '&', bytes, from, end);
            int equals = Spans.indexOf((byte) '=', bytes, from, next);
            if (Ascii.equals(bytes, from, equals, name)) {
                line.escaped(bytes, Math.min(equals + 1, next), next, BOUND - Line.CUT_ROOM, dialect.escape);
                return;
            }
            from = next + 1;
        }
        line.put(dialect.none);
    }
}
