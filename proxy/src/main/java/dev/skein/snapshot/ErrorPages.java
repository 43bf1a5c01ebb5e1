package dev.skein.snapshot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that operators gave for statuses; others get a small one of our own.
 *
 * @param byStatus keys 400 to 599
 */
public record ErrorPages(Map<Integer, Page> byStatus) {
    /** None configured. */
    public static final ErrorPages NONE = new ErrorPages(Map.of());

    /** One body with its type. */
    public record Page(String contentType, byte[] body) {}

    public @Nullable Page of(int status) {
        return byStatus.get(status);
    }
}
