package dev.skein.probe;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** One call of {@code grpc.health.v1.Health/Check} over HTTP/2. */
final class GrpcCheck {
    /** More than any answer of this service has; what is longer is not one. */
    private static final int LIMIT = 4096;

    private final Attempt attempt;
    private final ProbeSpec.Grpc spec;
    private final Buffer message = Buffer.buffer();

    GrpcCheck(Attempt attempt, ProbeSpec.Grpc spec) {
        this.attempt = attempt;
        this.spec = spec;
    }

    void on(HttpClientConnection connection) {
        attempt.opened(connection::close);
        if (attempt.over()) {
            return;
        }
        connection.exceptionHandler(attempt::failed);
        attempt.phase("while waiting for an answer");
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI("/grpc.health.v1.Health/Check");
        connection.request(options).compose(this::send).onComplete(this::head, attempt::failed);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
        String host = spec.host();
        request.authority(HostAndPort.parseAuthority(
                host != null ? host : attempt.target().authority(), -1));
        request.putHeader("content-type", "application/grpc");
        request.putHeader("te", "trailers");
        request.putHeader("user-agent", "skein-probe");
        return request.send(Buffer.buffer(GrpcHealth.request(spec.service())));
    }

    private void head(HttpClientResponse response) {
        attempt.status(response.statusCode());
        String type = response.getHeader("content-type");
        if (response.statusCode() != 200) {
            attempt.failed("status " + response.statusCode() + " (expected: 200 of a gRPC server)");
        } else if (type == null || !type.startsWith("application/grpc")) {
            attempt.failed("content-type " + type + " (expected: application/grpc)");
        } else {
            read(response);
        }
    }

    private void read(HttpClientResponse response) {
        attempt.phase("in the middle of the answer");
        response.exceptionHandler(attempt::failed);
        response.endHandler(end -> judge(response));
        response.handler(piece -> {
            if (message.length() + piece.length() > LIMIT) {
                attempt.failed("answer longer than " + LIMIT + " bytes");
            } else {
                message.appendBuffer(piece);
            }
        });
    }

    private void judge(HttpClientResponse response) {
        if (attempt.over()) {
            return;
        }
        String status = field(response, "grpc-status");
        if (status != null && !status.equals("0")) {
            String text = field(response, "grpc-message");
            attempt.failed("gRPC status " + GrpcHealth.code(status) + (text == null ? "" : ": " + text));
            return;
        }
        String serving = GrpcHealth.status(message.getBytes());
        if (serving.equals(GrpcHealth.SERVING)) {
            attempt.passed();
        } else {
            attempt.failed("gRPC health " + serving + " (expected: " + GrpcHealth.SERVING + ")");
        }
    }

    /** Of the trailers, or of the head when the server had nothing else to say. */
    private static @Nullable String field(HttpClientResponse response, String name) {
        String trailer = response.getTrailer(name);
        return trailer != null ? trailer : response.getHeader(name);
    }
}
