package dev.skein.discovery;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A look-up that gave no answer; its message is the reason, in words for an operator. */
final class DnsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether it is the answer itself: there is no such name, or it has no addresses. Else a server failed. */
    private final boolean answered;

    private DnsFailure(String reason, boolean answered) {
        super(reason, null, false, false);
        this.answered = answered;
    }

    static DnsFailure nothing(String reason) {
        return new DnsFailure(reason, true);
    }

    static DnsFailure server(String reason) {
        return new DnsFailure(reason, false);
    }

    static DnsFailure silence(InetSocketAddress server, Duration timeout) {
        return server("no answer from " + text(server) + " within " + timeout.toMillis() + " ms");
    }

    static String text(InetSocketAddress server) {
        String host = server.getAddress() == null
                ? server.getHostString()
                : server.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.getPort();
    }

    boolean answered() {
        return answered;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
