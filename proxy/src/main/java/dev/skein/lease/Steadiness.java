package dev.skein.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Damps flapping: a node that comes is steady after a settling time, which doubles with each time that it went within
 * {@link #MEMORY}, up to {@link #LONGEST}. Whoever was cut off itself pardons those whom it lost, so that it judges them as
 * they judge each other. Pure, over nanoseconds of one ticker.
 */
public final class Steadiness {
    static final long MEMORY = TimeUnit.MINUTES.toNanos(10);
    static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

    private final long settling;
    private final Map<String, Course> courses = new HashMap<>();

    /** {@code settling}: nanoseconds after which a node that never went is steady. */
    public Steadiness(long settling) {
        this.settling = settling;
    }

    public void came(long now, String node) {
        Course course = courses.computeIfAbsent(node, _ -> new Course());
        if (!course.pardoned) {
            course.since = now;
        }
        course.pardoned = false;
        course.there = true;
    }

    public void went(long now, String node) {
        Course course = courses.computeIfAbsent(node, _ -> new Course());
        course.formerDepartures = course.departures;
        course.formerlyWentAt = course.wentAt;
        course.departures = now - course.wentAt > MEMORY ? 1 : Math.min(course.departures + 1, 16);
        course.wentAt = now;
        course.there = false;
        course.pardoned = false;
    }

    /** Whether it went at that time or later, and is not back. */
    public boolean wentSince(long from, String node) {
        Course course = courses.get(node);
        return course != null && !course.there && !course.pardoned && course.wentAt - from >= 0;
    }

    /** Whoever went at that time or later did not go: it could not be heard any more. It goes on where it was. */
    public void pardon(long from, String node) {
        Course course = courses.get(node);
        if (course != null && wentSince(from, node)) {
            course.departures = course.formerDepartures;
            course.wentAt = course.formerlyWentAt;
            course.pardoned = true;
        }
    }

    /** It did go: it has started anew since. */
    public void restarted(long now, String node) {
        Course course = courses.get(node);
        if (course != null && course.pardoned) {
            went(now, node);
        }
    }

    public boolean steady(long now, String node) {
        Course course = courses.get(node);
        if (course == null || !course.there) {
            return false;
        }
        int departures = course.departures == 0 || now - course.wentAt > MEMORY ? 0 : course.departures;
        return now - course.since >= Math.min(LONGEST, settling << departures);
    }

    /** One node's comings and goings. */
    private static final class Course {
        boolean there;
        long since;
        long wentAt;
        int departures;
        long formerlyWentAt;
        int formerDepartures;
        boolean pardoned;
    }
}
