package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One exchange as whoever watches sees it: a JSON object, of bounded length, without secrets. */
final class TapLine {
    private static final int MOST_TEXT = 512;
    private static final int MOST_VALUE = 256;
    /** Of all header fields together. */
    private static final int MOST_FIELDS = 4096;

    private final StringBuilder out = new StringBuilder(1024);

    private TapLine() {}

    static String of(Outcome outcome, String pool) {
        TapLine line = new TapLine();
        line.out.append('{');
        line.text("at", JsonText.time(Instant.ofEpochMilli(outcome.startEpochMillis)));
        line.who(outcome);
        line.what(outcome.request);
        line.where(outcome, pool);
        line.ending(outcome);
        line.out.append("\"headers\":[");
        if (outcome.request != null) {
            line.fields(outcome.request);
        }
        return line.out.append("]}").toString();
    }

    private void text(String name, String value) {
        out.append('"').append(name).append("\":");
        JsonText.string(out, value).append(',');
    }

    private void textOrNull(String name, String value) {
        if (value.isEmpty()) {
            plain(name, "null");
        } else {
            text(name, value);
        }
    }

    private void plain(String name, Object value) {
        out.append('"').append(name).append("\":").append(value).append(',');
    }

    private void millis(String name, long nanos) {
        plain(name, nanos < 0 ? "null" : (Object) (Math.floor(nanos / 1e3) / 1e3));
    }

    private void who(Outcome outcome) {
        ClientAddress client = outcome.client;
        byte[] foreign = outcome.foreignRequestId;
        text(
                "id",
                foreign == null
                        ? HexFormat.of().toHexDigits(outcome.requestId)
                        : cut(Ascii.string(foreign, 0, foreign.length), MOST_VALUE));
        textOrNull("client", client == null ? "" : Ascii.string(client.text(), 0, client.text().length));
        text("protocol", outcome.protocol.text());
        plain("tls", outcome.secure);
        text("listener", outcome.listener);
    }

    private void what(@Nullable RequestView request) {
        if (request == null) {
            out.append("\"method\":null,\"host\":null,\"path\":null,\"query\":null,");
            return;
        }
        byte[] bytes = request.bytes();
        textOrNull("method", cut(Ascii.string(bytes, request.methodStart(), request.methodEnd()), MOST_VALUE));
        textOrNull("host", cut(Ascii.string(bytes, request.hostStart(), request.hostEnd()), MOST_VALUE));
        textOrNull("path", cut(Ascii.string(bytes, request.pathStart(), request.pathEnd()), MOST_TEXT));
        String query = Ascii.string(bytes, request.queryStart(), request.queryEnd());
        textOrNull("query", request.hasQuery() ? cut(TapMask.query(query), MOST_TEXT) : "");
    }

    private void where(Outcome outcome, String pool) {
        ServerKey server = outcome.server;
        textOrNull("route", outcome.route);
        textOrNull("pool", pool);
        textOrNull("server", server == null ? "" : server.server());
        plain("attempts", outcome.attempts);
        plain("reused", outcome.reused);
    }

    private void ending(Outcome outcome) {
        plain("status", outcome.status == 0 ? "null" : (Object) outcome.status);
        text("end", "" + outcome.endSide() + outcome.endPhase());
        textOrNull("reason", outcome.failure == Failure.NONE ? "" : outcome.failure.text());
        millis("queueMs", outcome.queueNanos);
        millis("connectMs", outcome.connectNanos);
        millis("firstByteMs", outcome.firstByteNanos);
        millis("totalMs", outcome.totalNanos);
        plain("bytesIn", outcome.bytesIn);
        plain("bytesOut", outcome.bytesOut);
    }

    private void fields(RequestView request) {
        byte[] bytes = request.bytes();
        int room = MOST_FIELDS;
        for (int field = 0; field < request.fieldCount() && room > 0; field++) {
            String name = cut(Ascii.string(bytes, request.nameStart(field), request.nameEnd(field)), MOST_VALUE);
            String value = Ascii.string(bytes, request.valueStart(field), request.valueEnd(field));
            String shown = cut(TapMask.field(name, value), MOST_VALUE);
            room -= name.length() + shown.length();
            out.append(field == 0 ? "[" : ",[");
            JsonText.string(out, name).append(',');
            JsonText.string(out, shown).append(']');
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
