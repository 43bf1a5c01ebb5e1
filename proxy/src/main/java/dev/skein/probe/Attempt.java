package dev.skein.probe;

import dev.skein.health.Moment;
import dev.skein.model.Shortage;
import dev.skein.model.Ticker;
import dev.skein.probe.ProbeResult.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check under way: it ends exactly once, by its verdict, its timeout or because nobody wants to know any more, and
 * whatever it opened is closed then. Confined to the prober's event loop.
 */
final class Attempt {
    private final ProbeTarget target;
    private final Vertx vertx;
    private final Ticker ticker;
    private final Consumer<ProbeResult> done;
    private final long startNanos;
    private final long timer;
    private @Nullable Runnable closer;
    private @Nullable Verdict decided;
    private String reason = "passed";
    private long decidedNanos;
    private boolean over;
    private String phase = "while connecting";
    private int status;
    private final Buffer body = Buffer.buffer();

    Attempt(ProbeTarget target, Vertx vertx, Ticker ticker, Consumer<ProbeResult> done) {
        this.target = target;
        this.vertx = vertx;
        this.ticker = ticker;
        this.done = done;
        this.startNanos = ticker.nanos();
        long millis = Math.max(1, target.policy().pace().timeout().toMillis());
        this.timer = vertx.setTimer(millis, id -> timedOut());
    }

    ProbeTarget target() {
        return target;
    }

    boolean over() {
        return over;
    }

    /** What it waits for from now on, for the words of a timeout: {@code while waiting for an answer}. */
    void phase(String text) {
        phase = text;
    }

    /** Something was opened. It is closed when the check ends, or at once if it has ended. */
    void opened(Runnable close) {
        if (over) {
            close.run();
        } else {
            closer = close;
        }
    }

    void status(int code) {
        status = code;
    }

    /** Keeps a piece of the body, up to the limit; returns whether the limit is reached. */
    boolean body(Buffer piece, int limit) {
        int room = limit - body.length();
        body.appendBuffer(piece, 0, Math.min(room, piece.length()));
        return body.length() >= limit;
    }

    String bodyText() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The verdict is known, but what follows is still worth seeing on the page. A timeout no longer changes it. */
    void decide(Verdict verdict, String why) {
        if (decided == null) {
            decided = verdict;
            reason = why;
            decidedNanos = ticker.nanos();
        }
    }

    boolean decided() {
        return decided != null;
    }

    void passed() {
        decide(Verdict.PASSED, "passed");
        end();
    }

    void failed(String why) {
        decide(Verdict.FAILED, why);
        end();
    }

    void failed(Throwable cause) {
        String shortage = Shortage.of(cause);
        if (shortage != null) {
            decide(Verdict.NOT_MADE, shortage);
            end();
            return;
        }
        String text = Reasons.of(cause, target);
        failed(text.equals(Reasons.TIMED_OUT) ? timeoutText() : text);
    }

    /** Nobody wants to know any more: closes without a result. */
    void cancel() {
        if (!over) {
            shut();
        }
    }

    /** Hands over the verdict decided before. */
    void end() {
        Verdict verdict = decided;
        if (over || verdict == null) {
            return;
        }
        shut();
        String shown =
                body.slice(0, Math.min(body.length(), ProbeResult.BODY_SHOWN)).toString(StandardCharsets.UTF_8);
        done.accept(new ProbeResult(verdict, reason, decidedNanos - startNanos, status, shown, Moment.of(ticker)));
    }

    private void timedOut() {
        decide(Verdict.FAILED, timeoutText());
        end();
    }

    private String timeoutText() {
        Duration timeout = target.policy().pace().timeout();
        return "timed out after " + Reasons.duration(timeout) + " " + phase;
    }

    private void shut() {
        over = true;
        vertx.cancelTimer(timer);
        if (closer != null) {
            closer.run();
            closer = null;
        }
    }
}
