package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import dev.skein.telemetry.LineFormat.Dialect;

/** Writes whether there was a cookie of a name: {@code ***}, for its value is a secret. */
final class CookiePiece implements LineFormat.Piece {
    private static final byte[] MASK = {'*', '*', '*'};

    private final byte[] name;
    private final Dialect dialect;

    CookiePiece(String name, Dialect dialect) {
        this.name = Ascii.bytes(name);
        this.dialect = dialect;
    }

    @Override
    public void append(Line line, Outcome outcome) {
        RequestView request = outcome.request;
        line.put(request != null && Pairs.cookie(request, name) != Pairs.NONE ? MASK : dialect.none);
    }
}
