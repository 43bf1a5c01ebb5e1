package dev.skein.discovery;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One address behind a name.
 *
 * @param address without a host name of its own
 * @param port of the SRV record; 0: the answer has none
 * @param priority of the SRV record, the lowest is asked first; else 0
 * @param weight of the SRV record among those of its priority, 0 to 65535; else 0
 */
public record ResolvedAddress(InetAddress address, int port, int priority, int weight)
        implements Comparable<ResolvedAddress> {
    private static final Comparator<ResolvedAddress> ORDER = Comparator.comparing(ResolvedAddress::isIpv6)
            .thenComparing(one -> one.address().getAddress(), Arrays::compareUnsigned)
            .thenComparingInt(ResolvedAddress::port)
            .thenComparingInt(ResolvedAddress::priority)
            .thenComparingInt(ResolvedAddress::weight);

    /** The address as text, an IPv6 one in its short form and without brackets. */
    public String host() {
        return NetUtil.toAddressString(address);
    }

    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    /** IPv4 first, then by number: the same set is always the same list. */
    @Override
    public int compareTo(ResolvedAddress other) {
        return ORDER.compare(this, other);
    }
}
