package dev.skein.link;

import dev.skein.link.Frame.BadFrameException;
import dev.skein.link.Frame.Kind;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages, requests and answers that come in on one connection. While too many requests are in hand, nothing more is read:
 * the peer's own bounds do the rest. Confined to the link's thread.
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final int MOST_IN_HAND = 256;
    private static final int MOST_REASON = 1000;

    private final LinkCore core;
    private final String from;
    private final Channel channel;
    private final Calls calls;
    private final Outbox outbox;
    private final Assembly assembly;
    private int inHand;

    Inbox(LinkCore core, String from, Channel channel, Calls calls, Outbox outbox) {
        this.core = core;
        this.from = from;
        this.channel = channel;
        this.calls = calls;
        this.outbox = outbox;
        this.assembly = new Assembly(core.handlers()::type);
    }

    boolean isEmpty() {
        return inHand == 0;
    }

    void take(Frame piece) throws BadFrameException {
        if (piece.kind() == Kind.FAILURE) {
            calls.fail(piece.id(), LinkException.Kind.REFUSED, from + ": " + piece.text());
            return;
        }
        Assembly.Step step = assembly.add(piece);
        if (step.refused() != null) {
            refuse(piece, step.refused());
        } else if (step.whole() != null) {
            deliver(step.whole());
        }
    }

    private void deliver(Frame whole) {
        switch (whole.kind()) {
            case MESSAGE -> message(whole);
            case REQUEST -> request(whole);
            default -> calls.answer(whole.id(), whole.body());
        }
    }

    private void refuse(Frame piece, String reason) {
        switch (piece.kind()) {
            case REQUEST -> fail(piece.id(), reason);
            case RESPONSE -> calls.fail(piece.id(), LinkException.Kind.REFUSED, "its answer: " + reason);
            default -> core.strangers().refused(from, "message: " + reason);
        }
    }

    private void message(Frame whole) {
        MessageHandler handler = core.handlers().ofMessages(whole.type());
        if (handler == null) {
            return;
        }
        try {
            handler.received(from, whole.body());
        } catch (RuntimeException e) {
            LOG.error("a message of type {} from node {} failed", whole.type(), from, e);
        }
    }

    private void request(Frame whole) {
        RequestHandler handler = core.handlers().ofRequests(whole.type());
        if (handler == null) {
            fail(whole.id(), "requests of type " + whole.type() + " are unknown to this node");
            return;
        }
        inHand++;
        if (inHand == MOST_IN_HAND) {
            channel.config().setAutoRead(false);
        }
        CompletionStage<byte[]> answer;
        try {
            answer = handler.requested(from, whole.body());
        } catch (RuntimeException e) {
            LOG.error("a request of type {} from node {} failed", whole.type(), from, e);
            done(whole, null, e);
            return;
        }
        answer.whenCompleteAsync((body, failure) -> done(whole, body, failure), core.loop());
    }

    private void done(Frame request, byte @Nullable [] body, @Nullable Throwable failure) {
        inHand--;
        if (!channel.config().isAutoRead() && inHand < MOST_IN_HAND / 2) {
            channel.config().setAutoRead(true);
        }
        if (body == null) {
            fail(request.id(), reason(failure));
            return;
        }
        LinkType type = core.handlers().type(request.type());
        if (type != null && body.length > type.mostBytes()) {
            fail(request.id(), "its answer: " + type.tooLarge(body.length));
            return;
        }
        Frame answer = new Frame(Kind.RESPONSE, request.type(), request.id(), true, body.length, body);
        if (outbox.reserve(answer, false)) {
            outbox.add(answer);
        } else {
            fail(request.id(), "too much waits for node " + from + " already");
        }
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause == null) {
            return "no answer";
        }
        String message = cause.getMessage();
        String text = message == null ? cause.toString() : message;
        return text.length() > MOST_REASON ? text.substring(0, MOST_REASON) : text;
    }

    private void fail(long id, String reason) {
        outbox.force(Frame.of(Kind.FAILURE, id, reason.getBytes(StandardCharsets.UTF_8)));
    }
}
