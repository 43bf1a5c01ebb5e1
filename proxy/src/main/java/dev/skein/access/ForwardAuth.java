package dev.skein.access;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else decides: each request's head is shown to a service over HTTP. With a status of 2xx the request goes on, with
 * fields from its answer; any other answer below 500 is the client's. Nothing is remembered.
 */
public final class ForwardAuth implements Verifier {
    private static final int MOST_UNDER_WAY = 1024;
    private static final int MOST_BYTES = 64 * 1024;
    /** What of an answer reaches the client, besides its body. */
    private static final List<String> PASSED =
            List.of("Location", "Set-Cookie", "WWW-Authenticate", "Cache-Control", "Retry-After");

    private final Rules rules;
    private final int most;
    private final TrustingClient client;
    private final List<byte[]> shown;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Whom to ask, and what.
     *
     * @param shown fields of the request that the service sees
     * @param copied fields of its answer that servers get in the request
     */
    public record Rules(URI service, Duration timeout, List<String> shown, List<String> copied, Trust trust) {}

    public ForwardAuth(Rules rules) {
        this(rules, MOST_UNDER_WAY);
    }

    /** With another bound of questions that are open at a time. */
    ForwardAuth(Rules rules, int most) {
        this.rules = rules;
        this.most = most;
        this.shown = rules.shown.stream()
                .map(name -> Ascii.bytes(name.toLowerCase(Locale.ROOT)))
                .toList();
        this.client = new TrustingClient(rules.timeout, rules.trust);
    }

    @Override
    public @Nullable Verdict known(RequestView request, Scratch scratch, long now) {
        return null;
    }

    @Override
    public Runnable ask(RequestView request, Scratch scratch, long now, Consumer<Verdict> then) {
        HttpRequest question = question(request);
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            then.accept(new Verdict.Undecided(most + " questions to " + rules.service + " are open", null));
            return GOES_ON;
        }
        CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
        // The client's own time-out ends with the answer's head: a body may drip for ever.
        var _ = answer.orTimeout(rules.timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((response, failure) -> {
            underWay.decrementAndGet();
            if (!answer.isCancelled()) {
                then.accept(failure == null ? verdict(response) : undecided(failure));
            }
        });
        if (client.blocks()) {
            Thread.ofVirtual().name("skein-forward-auth").start(() -> send(question, answer));
        } else {
            send(question, answer);
        }
        // Who asks may leave before the service has answered, as often as it likes, and its questions with it.
        return () -> answer.cancel(false);
    }

    private void send(HttpRequest question, CompletableFuture<HttpResponse<byte[]>> answer) {
        CompletableFuture<HttpResponse<byte[]>> asked = sent(question);
        var _ = asked.whenComplete((response, failure) -> {
            if (failure == null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        // The exchange ends with the question, however that does.
        var _ = answer.whenComplete((response, failure) -> asked.cancel(true));
    }

    private CompletableFuture<HttpResponse<byte[]>> sent(HttpRequest question) {
        try {
            return client.get().sendAsync(question, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Verdict undecided(Throwable failure) {
        return new Verdict.Undecided(rules.service + ": " + failure, failure);
    }

    private HttpRequest question(RequestView request) {
        byte[] bytes = request.bytes();
        HttpRequest.Builder question = HttpRequest.newBuilder(rules.service);
        for (int i = 0; i < shown.size(); i++) {
            byte[] name = shown.get(i);
            for (int field = request.find(name, 0); field >= 0; field = request.find(name, field + 1)) {
                question.header(
                        rules.shown.get(i), Ascii.string(bytes, request.valueStart(field), request.valueEnd(field)));
            }
        }
        String path = Ascii.string(bytes, request.pathStart(), request.pathEnd());
        String query = request.hasQuery() ? "?" + Ascii.string(bytes, request.queryStart(), request.queryEnd()) : "";
        String port = request.hostPort() < 0 ? "" : ":" + request.hostPort();
        return question.setHeader("X-Forwarded-Method", Ascii.string(bytes, request.methodStart(), request.methodEnd()))
                .setHeader("X-Forwarded-Proto", request.secure() ? "https" : "http")
                .setHeader("X-Forwarded-Host", Ascii.string(bytes, request.hostStart(), request.hostEnd()) + port)
                .setHeader("X-Forwarded-Uri", path + query)
                .setHeader("X-Forwarded-For", new String(request.client().text(), StandardCharsets.US_ASCII))
                .build();
    }

    private Verdict verdict(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String name : rules.copied) {
                fields.put(name, String.join(", ", response.headers().allValues(name)));
            }
            return new Verdict.Granted(Lines.of(fields), new long[0]);
        }
        if (status < 300 || status >= 500) {
            return new Verdict.Undecided(rules.service + " answered " + status, null);
        }
        List<byte[]> lines = new ArrayList<>();
        for (String name : PASSED) {
            response.headers().allValues(name).forEach(value -> lines.add(Lines.of(Map.of(name, value))));
        }
        return new Verdict.Answered(
                status, response.headers().firstValue("Content-Type").orElse(""), joined(lines), response.body());
    }

    private static byte[] joined(List<byte[]> lines) {
        var all = new java.io.ByteArrayOutputStream();
        lines.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
