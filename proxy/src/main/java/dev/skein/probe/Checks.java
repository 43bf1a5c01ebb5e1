package dev.skein.probe;

import io.vertx.core.Context;
import io.vertx.core.http.HttpVersion;

/** Starts an attempt in the way its target asks for. */
record Checks(ProbeClients clients, Context context) {

    void start(Attempt attempt) {
        ProbeTarget target = attempt.target();
        switch (target.spec()) {
            case ProbeSpec.Tcp() -> tcp(attempt);
            case ProbeSpec.Http http
            when target.announced() != null && !http.http2() ->
                clients.tcp(target)
                        .onComplete(
                                socket -> new AnnouncedHttp(socket, attempt, http, context).begin(), attempt::failed);
            case ProbeSpec.Http http ->
                clients.http(target, http.http2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                        .onComplete(
                                connection -> new HttpCheck(attempt, http, context).on(connection), attempt::failed);
            case ProbeSpec.Role role -> new RoleCheck(attempt, role, clients, context).start();
            case ProbeSpec.Grpc grpc ->
                clients.http(target, HttpVersion.HTTP_2)
                        .onComplete(connection -> new GrpcCheck(attempt, grpc).on(connection), attempt::failed);
        }
    }

    private void tcp(Attempt attempt) {
        clients.tcp(attempt.target())
                .onComplete(
                        socket -> {
                            attempt.opened(socket::close);
                            attempt.passed();
                        },
                        attempt::failed);
    }
}
