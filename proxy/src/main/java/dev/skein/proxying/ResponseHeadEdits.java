package dev.skein.proxying;

import dev.skein.http.ResponseHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.routing.FieldEdits;
import dev.skein.snapshot.PoolView;
import dev.skein.snapshot.Route;

/** What the proxy changes in the head of a response: the route's edits, the session's cookie, the limits' fields. */
final class ResponseHeadEdits {
    private static final byte[] SET_COOKIE = Ascii.bytes("Set-Cookie: ");
    private static final byte[] SET_COOKIE_NAME = Ascii.bytes("set-cookie");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] COLON_SPACE = {':', ' '};

    private ResponseHeadEdits() {}

    static void fill(Exchange x, ResponseEdits edits) {
        edits.clear();
        Route route = x.route();
        FieldEdits wanted = route.responseEdits();
        boolean hsts = x.listening().hsts() != null && x.head.secure();
        if (hsts || !wanted.isEmpty()) {
            edits.dropped = x.facts.responseDrops(wanted);
            append(x, wanted, edits.lines);
        }
        if (!x.gate.lines.isEmpty()) {
            edits.lines.put(x.gate.lines.bytes(), 0, x.gate.lines.length());
        }
        if (x.pick.issuesCookie()) {
            cookie(x, edits.lines);
        }
    }

    /** Of a 1xx head: what the route takes away must not go ahead of the rest. What it adds is the final head's. */
    static void fillInterim(Exchange x, ResponseEdits edits) {
        edits.clear();
        edits.dropped = x.facts.responseDrops(x.route().responseEdits());
    }

    /** Lines for what the edits set and add. */
    static void append(Exchange x, FieldEdits wanted, ByteSink lines) {
        for (int i = 0, count = wanted.additions(); i < count; i++) {
            int start = lines.length();
            lines.put(wanted.additionName(i));
            lines.put(COLON_SPACE);
            int value = lines.length();
            wanted.additionValue(i).append(x.facts, lines);
            if (lines.length() > value) {
                lines.put(CRLF);
            } else {
                lines.truncate(start);
            }
        }
    }

    private static void cookie(Exchange x, ByteSink lines) {
        PoolView view = x.attempts.view();
        byte[] value = view == null ? null : view.candidates().cookie(x.attempts.index(), x.head.secure());
        if (value != null) {
            lines.put(SET_COOKIE);
            lines.put(value);
            lines.put(CRLF);
        }
    }

    /** Sessions that servers begin by a cookie of their own stay with them. */
    static void learn(Exchange x, ResponseHead head) {
        PoolView view = x.attempts.view();
        if (view == null || !view.candidates().learns()) {
            return;
        }
        for (int field = 0, count = head.fieldCount(); field < count; field++) {
            if (Ascii.equalsIgnoreCase(head.bytes(), head.nameStart(field), head.nameEnd(field), SET_COOKIE_NAME)) {
                int start = head.valueStart(field);
                view.candidates().learn(head.bytes(), start, head.valueEnd(field), x.attempts.index(), x.pick);
            }
        }
    }
}
