package dev.skein.config;

import java.time.Duration;
import java.util.List;

/**
 * How names of servers are looked up.
 *
 * @param servers name servers to ask; empty: those of the system
 * @param timeout of one question
 * @param minTtl a shorter TTL of an answer counts as this
 * @param maxTtl a longer TTL of an answer counts as this
 * @param retry how soon a failed look-up is repeated; the old answer stays in force
 */
public record DnsSettings(
        List<HostPort> servers, Duration timeout, Duration minTtl, Duration maxTtl, Duration retry, Family family) {
    /** Which addresses of a name are servers. */
    public enum Family {
        ANY,
        IPV4,
        IPV6
    }
}
