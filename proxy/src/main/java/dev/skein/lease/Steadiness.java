package dev.skein.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Damps flapping: a node that comes is steady after a settling time, which doubles with each time that it went within
 * {@link #MEMORY}, up to {@link #LONGEST}. Pure, over nanoseconds of one ticker.
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
        course.since = now;
        course.there = true;
    }

    public void went(long now, String node) {
        Course course = courses.computeIfAbsent(node, _ -> new Course());
        course.departures = now - course.wentAt > MEMORY ? 1 : Math.min(course.departures + 1, 16);
        course.wentAt = now;
        course.there = false;
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
    }
}
