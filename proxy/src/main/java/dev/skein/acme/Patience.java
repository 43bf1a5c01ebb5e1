package dev.skein.acme;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How long to wait after a failure: twice as long each time, and never at the same time as everybody else. */
record Patience(RandomGenerator random) {
    private static final long FIRST = TimeUnit.MINUTES.toMillis(1);
    private static final long LONGEST = TimeUnit.HOURS.toMillis(12);
    private static final int DOUBLINGS = 12;

    /** Milliseconds after so many failures in a row, 1 or more; a quarter more or less at random. */
    long after(int failures) {
        long whole = Math.min(LONGEST, FIRST << Math.min(DOUBLINGS, failures - 1));
        return whole - whole / 4 + random.nextLong(whole / 2);
    }

    /** As people say it. */
    static String text(long millis) {
        Duration left = Duration.ofMillis(millis);
        return left.toHours() >= 2 ? left.toHours() + " hours" : Math.max(1, left.toMinutes()) + " min";
    }
}
