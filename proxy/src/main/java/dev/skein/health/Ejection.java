package dev.skein.health;

import java.time.Duration;

/**
 * What live traffic found about a server.
 *
 * @param active whether it is ejected now
 * @param count ejections not yet forgotten, this one included
 * @param until when the current ejection ends, or when the last one ended; without meaning while {@code count} is 0
 */
public record Ejection(boolean active, int count, Moment until) {

    /** Never ejected. */
    public static final Ejection NONE = new Ejection(false, 0, new Moment(0, 0));

    /** The next ejection, longer than the one before it. */
    Ejection next(OutlierPolicy policy, Moment now) {
        int earlier = count == 0 ? 0 : policy.remembered(count, now.nanosSince(until));
        int which = earlier + 1;
        return new Ejection(true, which, now.plus(Duration.ofNanos(policy.lengthNanos(which))));
    }

    /** No longer ejected; the count stays and fades with time. */
    Ejection ended(Moment now) {
        return active ? new Ejection(false, count, now) : this;
    }
}
