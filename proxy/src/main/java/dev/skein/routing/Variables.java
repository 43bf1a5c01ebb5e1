package dev.skein.routing;

import dev.skein.model.ByteSink;
import dev.skein.model.RequestView;

/**
 * Where {@link Template}s take their values from: a port that the exchange implements. Called on its event loop. Values
 * need not be cleaned; the template does that.
 */
public interface Variables {

    /** The request's head. */
    RequestView request();

    /** What the route's match found. */
    Match match();

    /** Appends what the exchange knows; nothing where it knows nothing (yet). */
    void append(Fact fact, ByteSink sink);

    /** What cannot be read from the request's head. */
    enum Fact {
        REQUEST_ID("request.id"),
        LISTENER("listener"),
        ROUTE("route"),
        POOL("pool"),
        SERVER("server"),
        NODE("node.id"),
        TLS_VERSION("tls.version"),
        TLS_CIPHER("tls.cipher"),
        TLS_SERVER_NAME("tls.server-name"),
        /** Distinguished name of the client's certificate. */
        TLS_CLIENT_SUBJECT("tls.client-subject"),
        /** Alternative names in it. */
        TLS_CLIENT_NAMES("tls.client-names"),
        RESPONSE_STATUS("response.status"),
        ATTEMPTS("attempts"),
        /** In milliseconds, as the two others. */
        TIME_QUEUE("time.queue"),
        TIME_CONNECT("time.connect"),
        TIME_FIRST_BYTE("time.first-byte");

        private final String text;

        Fact(String text) {
            this.text = text;
        }

        /** Its name in a template. */
        @Override
        public String toString() {
            return text;
        }
    }
}
