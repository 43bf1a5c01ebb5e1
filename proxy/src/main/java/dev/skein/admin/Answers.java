package dev.skein.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How answers are written: JSON, and problems of RFC 9457. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final String PROBLEM = "application/problem+json";
    private static final String REALM = "Basic realm=\"skein\", charset=\"UTF-8\"";

    private Answers() {}

    static void json(RoutingContext context, int status, JsonObject body) {
        text(context, status, JSON, body.encode());
    }

    static void text(RoutingContext context, int status, String type, String body) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        // Also to one who has hung up: with the head comes the line of the audit log.
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        Clients.answer(context, status, body);
    }

    /** A status that has no body. */
    static void nothing(RoutingContext context, int status) {
        Clients.answer(context, status, "");
    }

    /**
     * Begins an answer of server-sent events.
     *
     * @param gone when the reader went, or the answer ended; perhaps more than once
     */
    static void events(RoutingContext context, Runnable gone) {
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader("X-Accel-Buffering", "no");
        response.exceptionHandler(thrown -> gone.run()).closeHandler(closed -> gone.run());
        var unused = response.write("retry: 2000\n\n");
    }

    /** Answers when the future is there. */
    static void later(RoutingContext context, Future<JsonObject> body) {
        body.onSuccess(json -> json(context, 200, json)).onFailure(context::fail);
    }

    /** Whatever went wrong, as a problem. */
    static void failed(RoutingContext context) {
        // What was not read of it is thrown away.
        context.request().resume();
        Throwable failure = context.failure();
        int status = context.statusCode();
        if (failure instanceof Refusal refusal) {
            problem(context, refusal.status(), refusal.getMessage(), refusal.retryAfterSeconds());
        } else if (failure instanceof IllegalArgumentException refused) {
            // Control says so of values that only it can judge.
            problem(context, 400, refused.getMessage(), 0);
        } else if (failure == null || status != 500) {
            problem(context, status, detail(context, status), 0);
        } else {
            LOG.error(
                    "admin: {} {} failed",
                    context.request().method(),
                    context.request().path(),
                    failure);
            problem(context, 500, "a fault of the node; its log has more", 0);
        }
    }

    private static @Nullable String detail(RoutingContext context, int status) {
        return switch (status) {
            case 404 -> "path: " + context.request().path() + " (expected: a path of the API)";
            case 413 -> "body: more than " + Guard.MOST_BODY_BYTES + " bytes (expected: at most so many)";
            default -> null;
        };
    }

    /** The page asks for a password itself; this header would have the browser ask. */
    private static boolean fromPage(HttpServerRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        return request.headers().contains(Access.PAGE) || (mode != null && !mode.equals("navigate"));
    }

    private static void problem(RoutingContext context, int status, @Nullable String detail, long retryAfter) {
        if (status == 401 && !fromPage(context.request())) {
            context.response().putHeader("WWW-Authenticate", REALM);
        }
        if (status == 413) {
            // The rest of the body is not worth reading.
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (retryAfter > 0) {
            context.response().putHeader("Retry-After", Long.toString(retryAfter));
        }
        JsonObject body = new JsonObject()
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
        text(context, status, PROBLEM, body.encode());
    }
}
