package dev.skein.probe;

import dev.skein.probe.ProbeResult.Verdict;
import dev.skein.probe.ProbeSpec.Body;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Set;
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
        attempt.status(response.statusCode());
        String field = leaveField(response);
        if (field != null) {
            attempt.decide(Verdict.LEAVING, field);
        } else if (response.statusCode() == 404 && spec.leave().on404()) {
            attempt.decide(Verdict.LEAVING, "status 404");
        } else if (!spec.expect().status(response.statusCode())) {
            String expected = spec.expect().statusText();
            attempt.decide(Verdict.FAILED, "status " + response.statusCode() + " (expected: " + expected + ")");
        } else if (spec.expect().body() == null) {
            attempt.decide(Verdict.PASSED, "passed");
        }
        read(response);
    }

    private @Nullable String leaveField(HttpClientResponse response) {
        String name = spec.leave().header();
        String value = name == null ? null : response.getHeader(name);
        return value != null && YES.contains(value.strip().toLowerCase(Locale.ROOT))
                ? name + ": " + value.strip()
                : null;
    }

    private void read(HttpClientResponse response) {
        attempt.phase("in the middle of the answer's body");
        int limit = attempt.decided() ? ProbeResult.BODY_SHOWN : Body.LIMIT;
        response.exceptionHandler(cause -> attempt.failed("connection closed in the middle of the answer's body"));
        response.endHandler(end -> judge());
        response.handler(piece -> {
            if (attempt.body(piece, limit)) {
                response.handler(null);
                judge();
            }
        });
    }

    private void judge() {
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
