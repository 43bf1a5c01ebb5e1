package dev.skein;

import dev.skein.config.AccessLogSettings;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.FileSink;
import dev.skein.telemetry.LineFormat;
import dev.skein.telemetry.LogSink;
import dev.skein.telemetry.StandardOutputSink;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the settings of the access log to the log: first all that can fail, then the change. */
final class AccessLogs {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogs.class);

    private AccessLogs() {}

    /**
     * A format and an opened target, to be taken into effect or given up.
     *
     * @param target null: no log
     */
    record Prepared(LineFormat format, @Nullable LogSink target) {
        void commit(AccessLog log) {
            if (target == null) {
                log.off();
            } else {
                log.open(format, target);
            }
        }

        /** The same once all the rest is in effect; given up where that is refused. */
        void commit(AccessLog log, Runnable rest) {
            try {
                rest.run();
            } catch (IllegalArgumentException e) {
                abandon();
                throw e;
            }
            commit(log);
        }

        private void abandon() {
            try {
                if (target != null) {
                    target.close();
                }
            } catch (IOException e) {
                LOG.warn("access log: {}: {}", target, e.toString());
            }
        }
    }

    /**
     * Reads the format and opens the target.
     *
     * @throws IllegalArgumentException with the place of a format that can't be
     * @throws IOException if the file can't be opened
     */
    static Prepared prepare(AccessLogSettings settings, String nodeId) throws IOException {
        LineFormat format = format(settings, nodeId);
        LogSink target = switch (settings.output()) {
            case OFF -> null;
            case STDOUT -> new StandardOutputSink();
            case FILE -> file(settings);
        };
        return new Prepared(format, target);
    }

    private static LogSink file(AccessLogSettings settings) throws IOException {
        try {
            return new FileSink(Objects.requireNonNull(settings.file()));
        } catch (IOException e) {
            throw new IOException(settings.place() + ": skein.access-log.file: " + e, e);
        }
    }

    private static LineFormat format(AccessLogSettings settings, String nodeId) {
        try {
            return LineFormat.of(
                    switch (settings.format()) {
                        case JSON -> "json";
                        case COMBINED -> "combined";
                        case PATTERN ->
                            Objects.requireNonNull(settings.pattern()).text();
                    },
                    nodeId);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(settings.place() + ": skein.access-log.pattern: " + e.getMessage(), e);
        }
    }
}
