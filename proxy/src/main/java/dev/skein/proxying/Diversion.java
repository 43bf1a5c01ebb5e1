package dev.skein.proxying;

import dev.skein.http.RequestHead;
import dev.skein.model.Failure;
import dev.skein.model.TlsFacts;

/** What a listener says before any route does: whether this is the place to ask. */
final class Diversion {
    private Diversion() {}

    /** Whether the exchange has got its answer. */
    static boolean taken(Exchange x) {
        TlsFacts tls = x.outcome.tls;
        if (tls != null && tls.misdirects(x.head)) {
            x.response.answer(Failure.MISDIRECTED, "a host that this connection's certificate is not for");
            return true;
        }
        if (x.services.challenges().answered(x)) {
            return true;
        }
        Listening listening = x.listening();
        if (!x.head.secure() && listening.httpsPort() > 0) {
            toHttps(x, listening.httpsPort());
            return true;
        }
        listening.announce(x.head, tls, x.gate.lines);
        return false;
    }

    /** HTTP/1.0 knows requests without a host. They have no place there, and must not go on in clear text for that. */
    private static void toHttps(Exchange x, int port) {
        RequestHead head = x.head;
        if (head.hostStart() < head.hostEnd()) {
            x.response.send(LocalAnswers.toHttps(x, port));
        } else {
            x.response.answer(Failure.BAD_REQUEST, "no Host to be sent to by https");
        }
    }
}
