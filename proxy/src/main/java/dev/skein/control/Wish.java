package dev.skein.control;

import dev.skein.model.AdminState;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a server: survives reloads and restarts, and is kept apart from the file and from health.
 *
 * @param weight instead of the configured one, 0 to 256; null leaves that
 * @param author who, for journal and page
 * @param expiresEpochMillis when it is forgotten; 0 never
 */
public record Wish(
        AdminState state,
        @Nullable Integer weight,
        String author,
        String reason,
        long atEpochMillis,
        long expiresEpochMillis) {

    /** Nobody wants anything. */
    public static final Wish NONE = new Wish(AdminState.READY, null, "", "", 0, 0);

    public boolean expired(long nowEpochMillis) {
        return expiresEpochMillis > 0 && nowEpochMillis >= expiresEpochMillis;
    }

    /** Whether there is anything to remember. */
    public boolean empty() {
        return state == AdminState.READY && weight == null;
    }
}
