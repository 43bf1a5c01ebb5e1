package dev.skein.grid;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.logging.AbstractLogger;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LoggerFactory;
import dev.skein.model.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hazelcast's log, quiet: what it takes for worth an INFO is for us a DEBUG, and the same warning (numbers apart) comes once
 * a minute. Made by Hazelcast, by the name of the class.
 */
public final class GridLog implements LoggerFactory {
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f-]{8,}|\\d+");
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 1000;

    /** Who speaks of connections and members: so do we, in the journal. */
    private static final Set<String> TOLD_ALREADY = Set.of(
            "com.hazelcast.internal.server.tcp.TcpServerConnection",
            "com.hazelcast.internal.server.tcp.TcpServerConnectionErrorHandler",
            "com.hazelcast.internal.server.tcp.TcpServerConnector",
            "com.hazelcast.internal.cluster.impl.MembershipManager",
            "com.hazelcast.internal.cluster.impl.ClusterHeartbeatManager",
            "com.hazelcast.internal.cluster.impl.ClusterJoinManager",
            "com.hazelcast.internal.cluster.impl.TcpIpJoiner",
            "com.hazelcast.instance.impl.Node");

    private final Map<String, ILogger> loggers = new ConcurrentHashMap<>();
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /** To be called before any other class of Hazelcast is loaded. */
    static void install() {
        System.setProperty("hazelcast.logging.class", GridLog.class.getName());
    }

    @Override
    public ILogger getLogger(String name) {
        return loggers.computeIfAbsent(name, Bridge::new);
    }

    private boolean due(String name, String message) {
        String key = name + NUMBERS.matcher(message).replaceAll("#");
        long now = Ticker.SYSTEM.nanos();
        if (told.size() > MOST) {
            told.clear();
        }
        Long last = told.get(key);
        if (last != null && now - last < PERIOD) {
            return false;
        }
        told.put(key, now);
        return true;
    }

    /**
     * Hazelcast interrupts its threads, and refuses work, only while an instance ends, as it was told to; what that cuts short
     * (say, a map that was being made for a node that had just joined) is no trouble of anybody's.
     */
    private static boolean ending(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof HazelcastInstanceNotActiveException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of those the stack is shown, since it alone tells whose they are. That of Hazelcast's own exceptions, which have words,
     * says little to an operator and fills the log; whoever wants it asks for DEBUG.
     */
    private static boolean mistake(Level level, @Nullable Throwable thrown) {
        return level.intValue() >= Level.SEVERE.intValue() && !(thrown instanceof HazelcastException);
    }

    private final class Bridge extends AbstractLogger {
        private final String name;
        private final Logger log;

        Bridge(String name) {
            this.name = name;
            this.log = org.slf4j.LoggerFactory.getLogger(name);
        }

        @Override
        public void log(Level level, String message) {
            log(level, message, null);
        }

        @Override
        public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {
            String text = String.valueOf(message);
            if (level.intValue() < Level.WARNING.intValue() || TOLD_ALREADY.contains(name) || ending(thrown)) {
                if (level.intValue() >= Level.INFO.intValue()) {
                    log.debug(text, thrown);
                } else {
                    log.trace(text, thrown);
                }
            } else if (due(name, text)) {
                Throwable shown = mistake(level, thrown) || log.isDebugEnabled() ? thrown : null;
                String cause = thrown == null || shown != null ? "" : " (" + thrown + ")";
                if (level.intValue() >= Level.SEVERE.intValue()) {
                    log.error(text + cause, shown);
                } else {
                    log.warn(text + cause, shown);
                }
            }
        }

        @Override
        @SuppressWarnings("removal") // the interface still asks for it
        public void log(LogEvent event) {
            var entry = event.getLogRecord();
            log(entry.getLevel(), entry.getMessage(), entry.getThrown());
        }

        @Override
        public Level getLevel() {
            return log.isTraceEnabled() ? Level.FINEST : log.isDebugEnabled() ? Level.INFO : Level.WARNING;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.intValue() != Level.OFF.intValue()
                    && level.intValue() >= getLevel().intValue();
        }
    }
}
