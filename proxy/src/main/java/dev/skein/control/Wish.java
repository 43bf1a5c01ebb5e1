package dev.skein.control;

import dev.skein.cluster.Stamp;
import dev.skein.model.AdminState;
import java.util.concurrent.TimeUnit;
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

    /** A node that was away for longer may bring back a wish that was taken back meanwhile. */
    private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);

    /** Nobody wants anything. */
    public static final Wish NONE = new Wish(AdminState.READY, null, "", "", 0, 0);

    public boolean expired(long nowEpochMillis) {
        return expiresEpochMillis > 0 && nowEpochMillis >= expiresEpochMillis;
    }

    /** Whether there is anything to remember. */
    public boolean empty() {
        return state == AdminState.READY && weight == null;
    }

    /** Whether nothing is wanted any more. */
    boolean over(long nowEpochMillis) {
        return empty() || expired(nowEpochMillis);
    }

    /** Whether it may be forgotten: all that it outdid is older than that, too. */
    boolean past(Stamp said, long nowEpochMillis) {
        return over(nowEpochMillis) && nowEpochMillis - said.millis() > KEPT_MILLIS;
    }
}
