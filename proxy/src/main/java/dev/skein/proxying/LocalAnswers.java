package dev.skein.proxying;

import dev.skein.access.Verdict;
import dev.skein.http.Method;
import dev.skein.http.ReasonPhrase;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.snapshot.Action;
import dev.skein.snapshot.ErrorPages;
import dev.skein.snapshot.Route;
import java.nio.charset.StandardCharsets;

/**
 * Responses of the proxy's own: redirects, fixed answers, and failures. A failure tells the client its status and the
 * request's id, by which operators find the rest in the log; nothing about the inside.
 */
final class LocalAnswers {
    private static final byte[] ACCEPT = Ascii.bytes("accept");
    private static final byte[] NOTHING = {};
    private static final byte[] RETRY_AFTER = Ascii.bytes("Retry-After: 1\r\n");

    private static final byte[] NO_STORE = Ascii.bytes("Cache-Control: no-store\r\n");
    private static final byte[] READY = Ascii.bytes("ready\n");
    private static final byte[] STOPPING = Ascii.bytes("not ready\n");

    private LocalAnswers() {}

    static LocalResponse redirect(Exchange x, Action.Redirect redirect) {
        ByteSink lines = x.home.sink();
        lines.put("Location: ");
        redirect.to().append(x.facts, lines);
        lines.put("\r\n");
        return local(x, redirect.status(), "", NOTHING, lines, false);
    }

    static LocalResponse respond(Exchange x, Action.Respond respond) {
        ByteSink lines = x.home.sink();
        return local(x, respond.status(), respond.contentType(), respond.body(), lines, false);
    }

    /** 503 from the moment on at which this node begins to stop, while it still takes requests. */
    static LocalResponse ready(Exchange x) {
        boolean ready = x.services.snapshots().ready();
        ByteSink lines = x.home.sink();
        lines.put(NO_STORE);
        return local(x, ready ? 200 : 503, "text/plain", ready ? READY : STOPPING, lines, false);
    }

    /** To an authority that asks whether a name leads here. */
    static LocalResponse proof(Exchange x, byte[] body) {
        return local(x, 200, "application/octet-stream", body, x.home.sink(), false);
    }

    /** The same place, encrypted; the method stays (RFC 9110 §15.4.9). */
    static LocalResponse toHttps(Exchange x, int port) {
        RequestHead head = x.head;
        ByteSink lines = x.home.sink();
        lines.put("Location: https://");
        lines.put(head.bytes(), head.hostStart(), head.hostEnd());
        if (port != 443) {
            lines.put(":");
            lines.decimal(port);
        }
        // OPTIONS * is about the server as a whole, and has no path (RFC 9110 §9.3.7).
        if (head.bytes()[head.pathStart()] == '/') {
            lines.put(head.bytes(), head.pathStart(), head.pathEnd());
        }
        if (head.hasQuery()) {
            lines.put("?");
            lines.put(head.bytes(), head.queryStart(), head.queryEnd());
        }
        lines.put("\r\n");
        return local(x, 308, "", NOTHING, lines, false);
    }

    /** An answer that somebody else gave in place of letting the request in. */
    static LocalResponse foreign(Exchange x, Verdict.Answered answer) {
        ByteSink lines = x.home.sink();
        lines.put(answer.lines());
        return local(x, answer.status(), answer.contentType(), answer.body(), lines, false);
    }

    /** To a browser that asks what a script of another site may; empty, with the lines that the gate has. */
    static LocalResponse preflight(Exchange x) {
        return local(x, 204, "", NOTHING, x.home.sink(), false);
    }

    static LocalResponse failure(Exchange x, Failure failure) {
        int status = failure == Failure.CLIENT_ABORT ? 400 : failure.status();
        ByteSink lines = x.home.sink();
        if (status == 503) {
            lines.put(RETRY_AFTER);
        }
        boolean close = x.outcome.request == null || breaksFraming(failure);
        if (GrpcAnswers.asked(x)) {
            GrpcAnswers.put(failure, lines);
            return local(x, 200, GrpcAnswers.TYPE, NOTHING, lines, close);
        }
        ErrorPages.Page page = x.errorPage(status);
        boolean json = page == null && wantsJson(x);
        String type =
                page != null ? page.contentType() : json ? "application/problem+json" : "text/html; charset=utf-8";
        byte[] body = page != null ? page.body() : json ? json(x, status) : html(x, status);
        return local(x, status, type, body, lines, close);
    }

    private static boolean breaksFraming(Failure failure) {
        return failure == Failure.BAD_REQUEST || failure == Failure.CLIENT_TIMEOUT || failure == Failure.STOPPING;
    }

    private static LocalResponse local(
            Exchange x, int status, String type, byte[] body, ByteSink lines, boolean close) {
        Route route = x.route;
        if (route != null && !route.responseEdits().isEmpty()) {
            ResponseHeadEdits.append(x, route.responseEdits(), lines);
        }
        lines.put(x.gate.lines.bytes(), 0, x.gate.lines.length());
        boolean headOnly = x.head.method() == Method.HEAD;
        return new LocalResponse(status, type, body, lines.toArray(), headOnly, close);
    }

    private static boolean wantsJson(Exchange x) {
        if (x.outcome.request == null) {
            return false;
        }
        int field = x.head.find(ACCEPT, 0);
        if (field < 0) {
            return false;
        }
        String accept = Ascii.string(x.head.bytes(), x.head.valueStart(field), x.head.valueEnd(field));
        return accept.contains("json") && !accept.contains("text/html");
    }

    private static byte[] json(Exchange x, int status) {
        return ("{\"type\":\"about:blank\",\"title\":\"" + ReasonPhrase.of(status) + "\",\"status\":" + status
                        + ",\"requestId\":\"" + x.facts.requestIdText() + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] html(Exchange x, int status) {
        String title = status + " " + ReasonPhrase.of(status);
        return ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title
                        + "</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32em;"
                        + "padding:0 1em;color:#223}small{color:#667}</style><h1>" + title
                        + "</h1><p><small>Request " + x.facts.requestIdText() + "</small></p></html>\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
