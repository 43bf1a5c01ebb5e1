package dev.skein.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts wrong passwords by address: after some within a minute, an address has to wait for its end. Bounded: of many
 * addresses, the one that failed longest ago is forgotten first. Confined to the admin loop.
 */
final class Throttle {
    static final int FAILURES = 10;
    private static final long SPAN = TimeUnit.MINUTES.toNanos(1);
    private static final int ADDRESSES = 4096;

    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    private record Failures(int count, long since) {}

    /** Nanoseconds until this address may try again; 0: now. */
    long nanosToWait(String address, long now) {
        Failures failures = byAddress.get(address);
        if (failures == null || failures.count < FAILURES) {
            return 0;
        }
        return Math.max(0, failures.since + SPAN - now);
    }

    /** A wrong password came from there. Returns how many that makes within the minute. */
    int failed(String address, long now) {
        Failures before = byAddress.remove(address);
        Failures after = before == null || now - before.since >= SPAN
                ? new Failures(1, now)
                : new Failures(before.count + 1, before.since);
        byAddress.put(address, after);
        if (byAddress.size() > ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        return after.count;
    }
}
