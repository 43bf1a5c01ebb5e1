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
 * Counts wrong passwords by address: after some within a minute, on whichever nodes of the cluster, an address has to wait
 * for its end. Each node tells the others what it counted. Bounded: of many addresses, the one that failed longest ago is
 * forgotten first. Confined to the admin loop.
 */
final class Throttle {
    static final int FAILURES = 10;
    private static final String KIND = "sign-in";
    private static final int VERSION = 1;
    private static final long SPAN = TimeUnit.MINUTES.toNanos(1);
    private static final long SPAN_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final int ADDRESSES = 4096;
    private static final int TOLD = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);

    private final Reports reports;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>();

    private record Failures(int count, long since, long sinceMillis) {}

    Throttle(Reports reports) {
        this.reports = reports;
    }

    /** Nanoseconds until this address may try again; 0: now. */
    long nanosToWait(String address, long now, long nowMillis) {
        Failures own = byAddress.get(address);
        int count = 0;
        long end = 0;
        if (own != null && now - own.since < SPAN) {
            count = own.count;
            end = own.since + SPAN - now;
        }
        for (Report report : reports.others(KIND).values()) {
            for (Told told : decode(report)) {
                long left = told.sinceMillis + SPAN_MILLIS - nowMillis;
                if (told.address.equals(address) && left > 0) {
                    count += told.count;
                    // Another node's clock may be ahead.
                    end = Math.max(end, Math.min(SPAN, TimeUnit.MILLISECONDS.toNanos(left)));
                }
            }
        }
        return count < FAILURES ? 0 : Math.max(0, end);
    }

    /** A wrong password came from there. Returns how many that makes on this node within the minute. */
    int failed(String address, long now, long nowMillis) {
        Failures before = byAddress.remove(address);
        Failures after = before == null || now - before.since >= SPAN
                ? new Failures(1, now, nowMillis)
                : new Failures(before.count + 1, before.since, before.sinceMillis);
        byAddress.put(address, after);
        if (byAddress.size() > ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        reports.publish(KIND, encode(now));
        return after.count;
    }

    private record Told(String address, int count, long sinceMillis) {}

    /** The latest of those that still count. */
    private byte[] encode(long now) {
        List<Map.Entry<String, Failures>> told = new ArrayList<>();
        for (Map.Entry<String, Failures> one : byAddress.entrySet()) {
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
