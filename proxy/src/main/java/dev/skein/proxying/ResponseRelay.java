package dev.skein.proxying;

import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.upstream.BodyKind;
import dev.skein.upstream.ResponseReceiver;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The response on its way to the client: heads, body with back-pressure, end; or an answer of our own where there is none. */
final class ResponseRelay implements ResponseReceiver {
    private final Exchange x;
    private final ResponseEdits edits = new ResponseEdits();
    final ResponseCoding coding;
    private boolean started;
    private boolean complete;
    private boolean paused;
    private boolean serverEnded;
    private boolean clientEnded;

    ResponseRelay(Exchange exchange) {
        this.x = exchange;
        this.coding = new ResponseCoding(exchange);
    }

    void begin() {
        started = false;
        complete = false;
        paused = false;
        serverEnded = false;
        clientEnded = false;
        edits.clear();
    }

    /** Whether the client has been sent a final head. */
    boolean started() {
        return started;
    }

    /** Whether all of the response has been sent. */
    boolean complete() {
        return complete;
    }

    @Override
    public void onInformational(ResponseHead head) {
        ResponseHeadEdits.fillInterim(x, edits);
        x.client().sendInformational(head, edits);
        if (!x.client().writable() && !paused) {
            // A server may send any number of them.
            paused = true;
            x.attempts.connection().read(false);
        }
    }

    /** The attempt failed; there may be another. */
    void again() {
        paused = false;
    }

    /** Sets the time-out of what is waited for from the server now. */
    void await() {
        if (x.phase == Phase.TUNNEL) {
            x.deadlines.phase(x.route().policy().tunnelNanos());
        } else if (started) {
            x.deadlines.phase(paused ? 0 : x.route().policy().stallNanosOver(x.pool()));
        } else {
            x.deadlines.phase(x.request.ended() ? x.route().policy().responseNanosOver(x.pool()) : 0);
        }
    }

    @Override
    public void onResponseHead(ResponseHead head, BodyKind body) {
        long now = x.loop.now();
        x.attempts.answered(now);
        int status = head.status();
        x.tracks.answered(status, now);
        if (x.facts.unexpected(status, body == BodyKind.TUNNEL)) {
            x.attempts.connection().abandon();
            x.attempts.failed(Failure.BAD_RESPONSE, "status " + status + ", an upgrade or none against what was asked");
            return;
        }
        if (x.attempts.verdicts.betterElsewhere(status)) {
            x.attempts.connection().abandon();
            x.attempts.failed(Failure.SERVER_STATUS, "status " + status);
            return;
        }
        started = true;
        x.outcome.status = status;
        x.phase = body == BodyKind.TUNNEL ? Phase.TUNNEL : Phase.DATA;
        ResponseHeadEdits.fill(x, edits);
        ResponseHeadEdits.learn(x, head);
        x.client().sendHead(head, coding.begin(head, body, edits), edits);
        if (body != BodyKind.NONE && !x.ended()) {
            await();
        }
    }

    @Override
    public boolean takesRawChunks() {
        return !x.ended() && !coding.active() && x.client().takesRawChunks();
    }

    @Override
    public void onResponseBody(ByteBuf data, boolean raw) {
        if (!started || x.ended()) {
            data.release();
            return;
        }
        coding.send(data, raw);
        if (!x.client().writable() && !paused) {
            paused = true;
            x.services.memory().heldBack(x.loop.now());
            x.deadlines.phase(0);
            // In this order: the flush may make the client writable again at once, and say so.
            x.attempts.connection().read(false);
            x.client().flush();
        } else if (!paused) {
            // While we hold the server back, what it had sent before says nothing of it.
            await();
        }
    }

    void clientWritable() {
        if (paused && x.attempts.ready()) {
            paused = false;
            if (started) {
                await();
            }
            x.attempts.connection().read(true);
        }
    }

    @Override
    public void onResponseEnd(@Nullable ByteBuf trailers, boolean rawEnd) {
        x.attempts.released();
        if (!started || x.ended()) {
            return;
        }
        x.attempts.verdicts.answered(x.attempts.at(), x.outcome.status);
        x.phase = Phase.LAST;
        complete = true;
        boolean asItCame = !coding.active();
        coding.end();
        x.client().sendEnd(x.trailers.ofResponse(x, trailers, asItCame), rawEnd && asItCame);
        x.finish(x.request.ended());
    }

    @Override
    public void onServerHalfClosed() {
        serverEnded = true;
        x.client().halfClose();
        endTunnel();
    }

    /** In a tunnel: the client sends no more. */
    void clientHalfClosed() {
        clientEnded = true;
        x.attempts.halfClose();
        endTunnel();
    }

    private void endTunnel() {
        if (serverEnded && clientEnded && !x.ended()) {
            complete = true;
            x.finish(false);
        }
    }

    @Override
    public void onServerFailure(Failure failure, String reason) {
        if (x.phase == Phase.TUNNEL) {
            x.attempts.released();
            x.client().flush();
            x.client().abort();
            x.finish(false);
        } else if (started) {
            x.attempts.cut(failure);
            breakOff(failure);
        } else {
            x.attempts.failed(failure, reason);
        }
    }

    @Override
    public void onServerWritable() {
        x.request.serverWritable();
    }

    @Override
    public void onServerReadComplete() {
        if (!x.ended()) {
            coding.flush();
            x.client().flush();
        }
    }

    /** No head came in time. */
    void noAnswer() {
        x.attempts.connection().abandon();
        x.attempts.failed(Failure.SERVER_TIMEOUT, "no response in time");
    }

    /** Nothing moved for too long, or all of it took too long. */
    void timeout(Failure failure) {
        x.attempts.verdicts.timedOut(failure);
        refuse(failure, "time-out");
    }

    /** The response has begun and gets no proper end. */
    private void breakOff(Failure failure) {
        x.fail(failure);
        ByteBuf trailers = GrpcAnswers.trailers(x, failure);
        if (trailers == null) {
            x.client().abort();
        } else {
            x.client().sendEnd(trailers, false);
        }
        x.finish(false);
    }

    /** Ends the exchange with a response of our own that tells of a failure. */
    void answer(Failure failure, String reason) {
        x.fail(failure);
        x.services.complaints().complain(failure, reason);
        send(LocalAnswers.failure(x, failure));
    }

    /** The same, wherever the response is: cut off where it has begun. */
    void refuse(Failure failure, String reason) {
        if (started) {
            breakOff(failure);
        } else {
            answer(failure, reason);
        }
    }

    /** Ends the exchange with a response of our own. */
    void send(LocalResponse local) {
        started = true;
        complete = true;
        x.outcome.status = GrpcAnswers.recorded(x.outcome.failure, local.status());
        // What is left of a request is not waited for, unless it is hardly anything: a new connection costs more.
        boolean over = x.request.ended();
        LocalResponse sent = over || x.request.restIsSmall() ? local : local.last();
        x.client().sendLocal(sent);
        x.finish(over && !sent.close());
    }
}
