package dev.skein.cluster.trust;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a certificate comes near its end: once at 30, 14, 7 and 1 days, and once when it is over. Confined to its
 * owner's lock.
 */
final class Expiry {
    private static final long[] DAYS = {0, 1, 7, 14, 30};
    private static final int NOTHING = DAYS.length;

    private final String file;
    private final X509Certificate certificate;
    private int told = NOTHING;

    Expiry(String file, X509Certificate certificate) {
        this.file = file;
        this.certificate = certificate;
    }

    @Nullable
    String due(long epochMillis) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(Instant.ofEpochMilli(epochMillis), end);
        int step = 0;
        while (step < DAYS.length && left.compareTo(Duration.ofDays(DAYS[step])) > 0) {
            step++;
        }
        if (step >= told) {
            return null;
        }
        told = step;
        String name = file + ": " + PeerRules.describe(certificate);
        return step == 0
                ? name + " expired " + end + ": renew it with `skein cluster renew`, or at its authority"
                : name + " expires in " + text(left) + ", " + end + ": renew it";
    }

    private static String text(Duration left) {
        long hours = left.toHours();
        return hours < 48 ? hours + " hours" : left.toDays() + " days";
    }
}
