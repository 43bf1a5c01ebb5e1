package dev.skein.probe;

import dev.skein.probe.ProbeResult.Verdict;
import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a server of a database for its role, over a connection of its own. */
final class RoleCheck {
    private final Attempt attempt;
    private final ProbeSpec.Role spec;
    private final ProbeClients clients;
    private final Context context;
    private @Nullable NetSocket socket;
    private @Nullable Dialogue dialogue;

    RoleCheck(Attempt attempt, ProbeSpec.Role spec, ProbeClients clients, Context context) {
        this.attempt = attempt;
        this.spec = spec;
        this.clients = clients;
        this.context = context;
    }

    void start() {
        ProbeTarget target = attempt.target();
        Future<NetSocket> connection =
                spec.database() == ProbeSpec.Database.REDIS ? clients.tcp(target) : clients.plain(target);
        connection.onComplete(this::opened, attempt::failed);
    }

    private void opened(NetSocket made) {
        attempt.opened(made::close);
        if (attempt.over()) {
            return;
        }
        socket = made;
        attempt.phase("while waiting for an answer");
        made.exceptionHandler(attempt::failed);
        // Behind what it said last.
        made.closeHandler(closed -> step(() -> new Step.Failed("connection closed before an answer")));
        made.pause();
        step(() -> {
            Dialogue begun = dialogue();
            dialogue = begun;
            return begun.begin();
        });
        made.handler(bytes -> step(() -> Objects.requireNonNull(dialogue).received(bytes)));
    }

    /** On a worker, one after the other: passwords are hashed there, on purpose slowly. */
    private void step(Supplier<Step> next) {
        context.executeBlocking(() -> careful(next)).onComplete(this::take, attempt::failed);
    }

    private static Step careful(Supplier<Step> next) {
        try {
            return next.get();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return new Step.Failed("malformed answer");
        }
    }

    private void take(Step step) {
        if (attempt.over()) {
            return;
        }
        NetSocket to = Objects.requireNonNull(socket);
        switch (step) {
            case Step.More() -> to.resume();
            case Step.Send(Buffer bytes) -> {
                to.write(bytes);
                to.resume();
            }
            case Step.Secure(Buffer bytes) -> secure(to, bytes);
            case Step.Is(ServerRole role, Buffer farewell) -> {
                to.write(farewell);
                is(role);
            }
            case Step.Failed(String reason) -> attempt.failed(reason);
        }
    }

    private void secure(NetSocket to, Buffer bytes) {
        to.write(bytes);
        ProbeTls tls = Objects.requireNonNull(attempt.target().tls());
        // The upgrade stops reading by itself. What was read before must reach the dialogue now, which takes it for
        // what it
        // is: bytes held back until after the handshake would look as if they had come by TLS.
        to.resume();
        ProbeClients.encrypt(to, attempt.target(), tls)
                .onComplete(done -> step(() -> Objects.requireNonNull(dialogue).secured()), attempt::failed);
    }

    private void is(ServerRole role) {
        attempt.body(Buffer.buffer("role: " + role), ProbeResult.BODY_SHOWN);
        if (spec.role() == null || spec.role() == role) {
            attempt.passed();
        } else {
            attempt.decide(Verdict.FAILED, "is a " + role + " (expected: " + spec.role() + ")");
            attempt.end();
        }
    }

    private Dialogue dialogue() {
        ProbeSpec.Login login = spec.login();
        String password = password(login);
        boolean tls = attempt.target().tls() != null;
        return new Guarded(
                switch (spec.database()) {
                    case REDIS -> new RedisDialogue(login.user(), password);
                    case POSTGRESQL -> new PostgresqlDialogue(login.user(), password, login.database(), tls);
                    case MYSQL -> new MysqlDialogue(login.user(), password, login.database(), tls);
                });
    }

    /** Empty where there is none. */
    private static String password(ProbeSpec.Login login) {
        Path file = login.passwordFile();
        if (file == null) {
            return login.password() == null ? "" : login.password();
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new UnreadableException(file, e);
        }
    }

    /** Says which file it was. */
    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Path file, IOException cause) {
            super("password-file " + file + " can't be read: " + cause.getMessage(), cause);
        }
    }
}
