package dev.skein.cluster.trust;

import dev.skein.cluster.trust.NodeTrust.Refresh;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a node's credentials while it runs, on a thread of its own: takes up changed files, tells what somebody should
 * mend and what ends soon. One for each {@link NodeTrust}, whoever uses that.
 */
public final class TrustWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrustWatch.class);

    private final NodeTrust trust;
    private final Notices notices;
    private final ScheduledExecutorService thread;
    private List<String> warned = List.of();

    /** What there is to tell. */
    public enum Kind {
        /** Other credentials are in use for new connections. */
        RENEWED,
        /** Changed files can't be used; the former credentials stay. */
        REFUSED,
        /** A certificate ends soon, or has ended. */
        EXPIRING,
        /** Somebody should mend something. */
        WARNING
    }

    /** Log and journal. Called on the watch's thread. */
    @FunctionalInterface
    public interface Notices {
        void tell(Kind kind, String text);
    }

    private TrustWatch(NodeTrust trust, Notices notices) {
        this.trust = trust;
        this.notices = notices;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("skein-trust").factory());
    }

    /** Looks now, and again and again. */
    public static TrustWatch start(NodeTrust trust, Duration every, Notices notices) {
        TrustWatch watch = new TrustWatch(trust, notices);
        watch.thread.scheduleWithFixedDelay(watch::lookSafely, 0, every.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            // A look that throws would be the last one.
            LOG.error("the node's certificates could not be looked at", e);
        }
    }

    private void look() {
        Refresh refresh = trust.refresh();
        switch (refresh.result()) {
            case RENEWED -> notices.tell(Kind.RENEWED, refresh.text());
            case REFUSED -> notices.tell(Kind.REFUSED, refresh.text());
            case UNCHANGED -> {}
        }
        List<String> warnings = trust.warnings();
        for (String warning : warnings) {
            if (!warned.contains(warning)) {
                notices.tell(Kind.WARNING, warning);
            }
        }
        warned = warnings;
        trust.expiring().forEach(text -> notices.tell(Kind.EXPIRING, text));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
