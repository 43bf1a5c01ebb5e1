package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import dev.skein.model.Pairs;
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
        long span = Pairs.parameter(request.bytes(), request.queryStart(), request.queryEnd(), name);
        if (span == Pairs.NONE) {
            line.put(dialect.none);
        } else {
            int room = BOUND - Line.CUT_ROOM;
            line.escaped(request.bytes(), Pairs.start(span), Pairs.end(span), room, dialect.escape);
        }
    }
}
