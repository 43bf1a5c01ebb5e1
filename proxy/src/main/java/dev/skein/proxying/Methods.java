package dev.skein.proxying;

import dev.skein.http.Method;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.snapshot.Route;

/** Which methods a route lets through. */
final class Methods {
    private static final byte[] ALLOW = Ascii.bytes("Allow: ");
    private static final byte[] ALL_BUT_TRACE = Ascii.bytes("GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
    private static final byte[] COMMA = {',', ' '};
    private static final byte[] NOTHING = {};
    private static final byte[] CRLF = {'\r', '\n'};

    private Methods() {}

    static boolean allows(Route route, RequestHead head) {
        var methods = route.methods();
        if (methods.isEmpty()) {
            return head.method() != Method.TRACE;
        }
        for (int i = 0; i < methods.size(); i++) {
            if (Ascii.equals(head.bytes(), head.methodStart(), head.methodEnd(), methods.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** RFC 9110 §15.5.6: a refused method is answered with those that are not. */
    static void tell(Route route, ByteSink lines) {
        var methods = route.methods();
        lines.put(ALLOW);
        for (int i = 0; i < methods.size(); i++) {
            lines.put(i == 0 ? NOTHING : COMMA);
            lines.put(methods.get(i));
        }
        lines.put(methods.isEmpty() ? ALL_BUT_TRACE : NOTHING);
        lines.put(CRLF);
    }
}
