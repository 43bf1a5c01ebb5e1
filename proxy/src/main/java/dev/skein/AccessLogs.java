package dev.skein;

import dev.skein.config.AccessLogSettings;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.FileSink;
import dev.skein.telemetry.LineFormat;
import dev.skein.telemetry.StandardOutputSink;
import java.io.IOException;
import java.util.Objects;

/** From the settings of the access log to the log. */
final class AccessLogs {
    private AccessLogs() {}

    /**
     * Opens, changes or closes the log.
     *
     * @throws IOException if its file can't be opened; the log stays as it was
     */
    static void apply(AccessLog log, AccessLogSettings settings, String nodeId) throws IOException {
        switch (settings.output()) {
            case OFF -> log.off();
            case STDOUT -> log.open(format(settings, nodeId), new StandardOutputSink());
            case FILE -> log.open(format(settings, nodeId), new FileSink(Objects.requireNonNull(settings.file())));
        }
    }

    private static LineFormat format(AccessLogSettings settings, String nodeId) {
        return LineFormat.of(
                switch (settings.format()) {
                    case JSON -> "json";
                    case COMBINED -> "combined";
                    case PATTERN -> Objects.requireNonNull(settings.pattern()).text();
                },
                nodeId);
    }
}
