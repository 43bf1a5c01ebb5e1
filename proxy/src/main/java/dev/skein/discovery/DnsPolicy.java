package dev.skein.discovery;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How names are looked up.
 *
 * @param servers name servers, asked in this order; empty: those of {@code resolv.conf}
 * @param timeout of one question to one server; &gt; 0
 * @param minTtl a shorter TTL of an answer counts as this; &gt; 0
 * @param maxTtl a longer TTL counts as this; at least {@code minTtl}
 * @param retry how soon a failed look-up is repeated at first; each further failure in a row doubles it, up to
 *     {@code maxTtl}; &gt; 0
 * @param family which addresses count
 * @param files of the system
 */
public record DnsPolicy(
        List<InetSocketAddress> servers,
        Duration timeout,
        Duration minTtl,
        Duration maxTtl,
        Duration retry,
        Family family,
        Files files) {

    /** The system's name servers; TTLs from 1 s to 5 min count as they are. */
    public static final DnsPolicy DEFAULT = new DnsPolicy(
            List.of(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Family.ANY,
            Files.SYSTEM);

    /** Which addresses of a name count. */
    public enum Family {
        ANY,
        IPV4,
        IPV6;

        boolean ipv4() {
            return this != IPV6;
        }

        boolean ipv6() {
            return this != IPV4;
        }
    }

    /** Where the system keeps what it knows. Read again for each look-up; a missing file is an empty one. */
    public record Files(Path hosts, Path resolv) {
        public static final Files SYSTEM = new Files(Path.of("/etc/hosts"), Path.of("/etc/resolv.conf"));
    }

    public DnsPolicy {
        positive("timeout", timeout);
        positive("min-ttl", minTtl);
        positive("retry", retry);
        if (maxTtl.compareTo(minTtl) < 0) {
            throw new IllegalArgumentException(
                    "max-ttl: " + maxTtl + " (expected: >= min-ttl, which is " + minTtl + ")");
        }
    }

    /** When to ask again after an answer with this TTL in seconds. */
    long refreshNanos(long ttl) {
        long seconds = Math.min(ttl, maxTtl.toSeconds() + 1);
        return Math.clamp(Duration.ofSeconds(seconds).toNanos(), minTtl.toNanos(), maxTtl.toNanos());
    }

    /** When to ask again after so many failures in a row, counted from 1. */
    long retryNanos(int failures) {
        double wait = Math.scalb((double) retry.toNanos(), Math.min(failures - 1, 62));
        return (long) Math.max((double) retry.toNanos(), Math.min((double) maxTtl.toNanos(), wait));
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
