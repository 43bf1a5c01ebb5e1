package dev.skein.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One line an exchange.
 *
 * @param place of the pattern, or of the block
 * @param file where {@link Output#FILE} writes, null for the others
 * @param pattern of {@link Format#PATTERN}, null for the others
 * @param queue bytes of lines that may wait for the disk; what comes beyond is dropped and counted
 */
public record AccessLogSettings(
        Place place,
        Output output,
        @Nullable Path file,
        Format format,
        @Nullable Template pattern,
        long queue) {
    /** Where lines go. */
    public enum Output {
        OFF,
        STDOUT,
        FILE
    }

    /** What a line looks like. */
    public enum Format {
        JSON,
        /** Apache's combined format. */
        COMBINED,
        PATTERN
    }
}
