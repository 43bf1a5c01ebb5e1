package dev.skein.proxying;

import dev.skein.http.ClientResolver;
import dev.skein.http.ForwardedPolicy;
import dev.skein.http.GuardPolicy;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.ByteSink;
import dev.skein.model.NetworkSet;
import dev.skein.model.Protocol;
import dev.skein.model.TlsFacts;
import dev.skein.telemetry.ListenerStats;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all connections of one listener. Durations in nanoseconds; 0 is none.
 *
 * @param headerNanos from a request's first byte to its head's end
 * @param bodyNanos longest pause within a request body
 * @param readNanos longest time that a client takes less than it has to of a response that waits for it
 * @param idleNanos between two requests
 * @param forwarded what servers are told about the client
 * @param trusted peers whose own forwarding fields are believed
 * @param source which of these fields name the client
 * @param requestIdName lower case; null sends none
 * @param httpsPort where requests in clear text are sent to; 0: they are taken
 * @param hsts line of what is encrypted; null: none
 * @param advertisement what encrypted HTTP/1.1 and HTTP/2 tell of HTTP/3
 * @param requests per connection; 0 is no limit
 */
public record Listening(
        String name,
        HeadLimits headLimits,
        GuardPolicy guard,
        long headerNanos,
        long bodyNanos,
        long readNanos,
        long idleNanos,
        long requests,
        ForwardedPolicy forwarded,
        NetworkSet trusted,
        ClientResolver.Source source,
        byte @Nullable [] requestIdName,
        int httpsPort,
        byte @Nullable [] hsts,
        Advertisement advertisement,
        ListenerStats stats) {

    /** Appends the lines that all answers have: what browsers are to keep to, and where else they may come. */
    void announce(RequestHead head, @Nullable TlsFacts tls, ByteSink lines) {
        byte[] other = advertisement.line();
        if (other != null && tls != null && head.protocol() != Protocol.HTTP_3) {
            lines.put(other);
        }
        byte[] strict = hsts;
        if (strict != null && head.secure()) {
            lines.put(strict);
        }
    }
}
