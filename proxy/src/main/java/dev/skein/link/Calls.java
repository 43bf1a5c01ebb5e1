package dev.skein.link;

import dev.skein.link.LinkException.Kind;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests of ours that wait for their answers on one connection. Confined to the link's thread. */
final class Calls {
    private final EventLoop loop;
    private final Map<Long, Call> open = new HashMap<>();

    private record Call(CompletableFuture<byte[]> answer, Future<?> timeout) {}

    Calls(EventLoop loop) {
        this.loop = loop;
    }

    void add(long id, CompletableFuture<byte[]> answer, long timeoutNanos) {
        Runnable late = () -> fail(id, Kind.TIMEOUT, "no answer in time");
        open.put(id, new Call(answer, loop.schedule(late, timeoutNanos, TimeUnit.NANOSECONDS)));
    }

    void answer(long id, byte[] body) {
        Call call = open.remove(id);
        // None: it came too late.
        if (call != null) {
            call.timeout.cancel(false);
            call.answer.complete(body);
        }
    }

    void fail(long id, Kind kind, String reason) {
        Call call = open.remove(id);
        if (call != null) {
            call.timeout.cancel(false);
            call.answer.completeExceptionally(new LinkException(kind, reason));
        }
    }

    void failAll(String reason) {
        for (long id : open.keySet().stream().toList()) {
            fail(id, Kind.LOST, reason);
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }
}
