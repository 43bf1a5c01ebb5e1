package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import dev.skein.telemetry.LineFormat.Dialect;

/** Writes whether there was a cookie of a name: {@code ***}, for its value is a secret. */
final class CookiePiece implements LineFormat.Piece {
    private static final byte[] FIELD = Ascii.bytes("cookie");
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
        line.put(request != null && present(request) ? MASK : dialect.none);
    }

    private boolean present(RequestView request) {
        int field = request.find(FIELD, 0);
        while (field >= 0) {
            if (present(request.bytes(), request.valueStart(field), request.valueEnd(field))) {
                return true;
            }
            field = request.find(FIELD, field + 1);
        }
        return false;
    }

    private boolean present(byte[] bytes, int start, int end) {
        int from = start;
        while (from < end) {
            if (bytes[from] == ' ') {
                from++;
            } else {
                int semicolon = Spans.indexOf((byte) ';', bytes, from, end);
                if (Ascii.equals(bytes, from, Spans.indexOf((byte) '=', bytes, from, semicolon), name)) {
                    return true;
                }
                from = semicolon + 1;
            }
        }
        return false;
    }
}
