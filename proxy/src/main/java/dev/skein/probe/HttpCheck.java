package dev.skein.probe;

import dev.skein.probe.ProbeResult.Verdict;
import dev.skein.probe.ProbeSpec.Body;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request. The head of the answer decides, unless something is expected of the body; otherwise the body is read
 * for the page only, and a body that stalls or breaks off does not turn a good answer into a bad one.
 */
final class HttpCheck {
    private static final Set<String> YES = Set.of("true", "drain", "yes", "1");

    private final Attempt attempt;
    private final ProbeSpec.Http spec;
    private final Context context;
    private boolean judged;

    HttpCheck(Attempt attempt, ProbeSpec.Http spec, Context context) {
        this.attempt = attempt;
        this.spec = spec;
        this.context = context;
    }

    void on(HttpClientConnection connection) {
        attempt.opened(connection::close);
        if (attempt.over()) {
            return;
        }
        connection.exceptionHandler(attempt::failed);
        attempt.phase("while waiting for an answer");
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(spec.method()))
                .setURI(spec.path());
        connection
                .request(options)
                .compose(request -> {
                    headers(request);
                    return request.send();
                })
                .onComplete(this::head, attempt::failed);
    }

    private void headers(HttpClientRequest request) {
        String host = spec.host();
        request.authority(HostAndPort.parseAuthority(
                host != null ? host : attempt.target().authority(), -1));
        request.putHeader("User-Agent", "skein-probe");
        request.putHeader("Accept", "*/*");
        if (!spec.http2()) {
            request.putHeader("Connection", "close");
        }
        spec.headers().forEach(field -> request.putHeader(field.name(), field.value()));
    }

    private void head(HttpClientResponse response) {
        head(response.statusCode(), response::getHeader);
        response.exceptionHandler(cause -> broken());
        response.endHandler(end -> judge());
        response.handler(piece -> {
            if (enough(piece)) {
                response.handler(null);
                judge();
            }
        });
    }

    /** The head has come: it decides, unless something is expected of the body. */
    void head(int status, Function<String, @Nullable String> fields) {
        attempt.status(status);
        String field = leaveField(fields);
        if (field != null) {
            attempt.decide(Verdict.LEAVING, field);
        } else if (status == 404 && spec.leave().on404()) {
            attempt.decide(Verdict.LEAVING, "status 404");
        } else if (!spec.expect().status(status)) {
            String expected = spec.expect().statusText();
            attempt.decide(Verdict.FAILED, "status " + status + " (expected: " + expected + ")");
        } else if (spec.expect().body() == null) {
            attempt.decide(Verdict.PASSED, "passed");
        }
        attempt.phase("in the middle of the answer's body");
    }

    private @Nullable String leaveField(Function<String, @Nullable String> fields) {
        String name = spec.leave().header();
        String value = name == null ? null : fields.apply(name);
        return value != null && YES.contains(value.strip().toLowerCase(Locale.ROOT))
                ? name + ": " + value.strip()
                : null;
    }

    /** Takes a piece of the body; whether more of it would be looked at by nobody. */
    boolean enough(Buffer piece) {
        return attempt.body(piece, attempt.decided() ? ProbeResult.BODY_SHOWN : Body.LIMIT);
    }

    /** The body has no end. */
    void broken() {
        if (!judged) {
            attempt.failed("connection closed in the middle of the answer's body");
        }
    }

    /** The body is whole, or there is enough of it. */
    void judge() {
        if (judged) {
            return;
        }
        judged = true;
        Body expected = spec.expect().body();
        if (attempt.decided() || expected == null) {
            attempt.end();
            return;
        }
        String text = attempt.bodyText();
        // On a worker: a regular expression can take its time, and this loop serves clients.
        context.executeBlocking(() -> expected.in(text), false)
                .onComplete(
                        found -> {
                            if (found) {
                                attempt.passed();
                            } else {
                                attempt.failed("body without " + expected);
                            }
                        },
                        attempt::failed);
    }
}
