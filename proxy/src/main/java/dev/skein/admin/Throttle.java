package dev.skein.admin;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Report;
import dev.skein.cluster.Reports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts wrong passwords by what they have in common: after some within a minute, on whichever nodes of the cluster, whoever
 * has that has to wait for its end. Each node tells the others what it counted. Bounded: of many, the one that failed longest
 * ago is forgotten first. Confined to the admin loop.
 */
final class Throttle {
    /** From a network, which is one attacker. */
    static final int FAILURES = 10;
    /** For a name, from whatever networks: more than its owner mistypes, fewer than would find a password. */
    static final int FAILURES_FOR_A_NAME = 30;

    private static final int VERSION = 1;
    private static final long SPAN = TimeUnit.MINUTES.toNanos(1);
    private static final long SPAN_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final int KEPT = 4096;
    private static final int TOLD = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);

    private final Reports reports;
    private final String kind;
    private final int most;
    private final Map<String, Failures> byKey = new LinkedHashMap<>();

    private record Failures(int count, long since, long sinceMillis) {}

    private Throttle(Reports reports, String kind, int most) {
        this.reports = reports;
        this.kind = kind;
        this.most = most;
    }

    static Throttle ofNetworks(Reports reports) {
        return new Throttle(reports, "sign-in", FAILURES);
    }

    static Throttle ofNames(Reports reports) {
        return new Throttle(reports, "sign-in-name", FAILURES_FOR_A_NAME);
    }

    /** Nanoseconds until that one may try again, a minute at most; 0: now. */
    long nanosToWait(String key, long now, long nowMillis) {
        Failures own = byKey.get(key);
        int count = 0;
        long end = 0;
        if (own != null && now - own.since < SPAN) {
            count = own.count;
            end = own.since + SPAN - now;
        }
        for (Report report : reports.others(kind).values()) {
            for (Told told : decode(report)) {
                long left = told.sinceMillis + SPAN_MILLIS - nowMillis;
                if (told.key.equals(key) && left > 0) {
                    count += told.count;
                    // Another node's clock may be ahead.
                    end = Math.max(end, Math.min(SPAN, TimeUnit.MILLISECONDS.toNanos(left)));
                }
            }
        }
        return count < most ? 0 : Math.max(0, end);
    }

    /** Another wrong one. Returns how many that makes on this node within the minute. */
    int failed(String key, long now, long nowMillis) {
        Failures before = byKey.remove(key);
        Failures after = before == null || now - before.since >= SPAN
                ? new Failures(1, now, nowMillis)
                : new Failures(before.count + 1, before.since, before.sinceMillis);
        byKey.put(key, after);
        if (byKey.size() > KEPT) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        reports.publish(kind, encode(now));
        return after.count;
    }

    private record Told(String key, int count, long sinceMillis) {}

    /** The latest of those that still count. */
    private byte[] encode(long now) {
        List<Map.Entry<String, Failures>> told = new ArrayList<>();
        for (Map.Entry<String, Failures> one : byKey.entrySet()) {
            if (now - one.getValue().since < SPAN) {
                told.add(one);
            }
        }
        List<Map.Entry<String, Failures>> last = told.subList(Math.max(0, told.size() - TOLD), told.size());
        Encoder out = new Encoder(VERSION).number(last.size());
        last.forEach(one -> out.text(one.getKey()).number(one.getValue().count).number(one.getValue().sinceMillis));
        return out.done();
    }

    private static List<Told> decode(Report report) {
        List<Told> all = new ArrayList<>();
        try {
            Decoder in = new Decoder(report.value());
            for (int left = in.count(); left > 0; left--) {
                all.add(new Told(in.text(), (int) in.number(), in.number()));
            }
        } catch (MalformedException e) {
            LOG.debug("sign-in: what node {} counted can't be read: {}", report.author(), e.getMessage());
        }
        return all;
    }
}
