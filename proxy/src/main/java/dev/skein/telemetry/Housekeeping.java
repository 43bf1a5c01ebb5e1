package dev.skein.telemetry;

import dev.skein.model.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * What has to be done every five seconds, always by the same thread and on no event loop: takes the readings that windows
 * begin with, and tells the journal of lost log lines and of event loops that were held up.
 */
public final class Housekeeping implements Runnable {
    /** How often to run. */
    public static final long PERIOD_MILLIS = 5000;
    /** A lag from which on the journal hears of it. */
    private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Ticker ticker;
    private final Metrics metrics;
    private final AccessLog log;
    private final LoopLag lag;
    private final Journal journal;
    private final HistogramReading[] lags;
    private long lost;

    /** Starts from what was counted so far. */
    public Housekeeping(Ticker ticker, Metrics metrics, AccessLog log, LoopLag lag, Journal journal) {
        this.ticker = ticker;
        this.metrics = metrics;
        this.log = log;
        this.lag = lag;
        this.journal = journal;
        this.lags = new HistogramReading[lag.loops()];
        for (int loop = 0; loop < lags.length; loop++) {
            lags[loop] = lag.read(loop);
        }
        this.lost = log.lost();
    }

    @Override
    public void run() {
        metrics.sample(ticker.nanos());
        tellOfLostLines();
        for (int loop = 0; loop < lags.length; loop++) {
            tellOfStall(loop);
        }
    }

    private void tellOfLostLines() {
        long now = log.lost();
        if (now > lost) {
            journal.add(
                    EventKind.LOG_LINES_LOST,
                    "access-log",
                    "lines lost: " + (now - lost) + ", " + now + " since the start");
            lost = now;
        }
    }

    private void tellOfStall(int loop) {
        HistogramReading now = lag.read(loop);
        long worst = now.since(lags[loop]).maxNanos();
        lags[loop] = now;
        if (worst >= STALLED_NANOS) {
            journal.add(
                    EventKind.LOOP_STALLED,
                    "event loop " + loop,
                    "up to " + TimeUnit.NANOSECONDS.toMillis(worst) + " ms late within the last five seconds");
        }
    }
}
