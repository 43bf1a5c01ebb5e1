package dev.skein.discovery;

/**
 * What is looked up.
 *
 * @param host a host name, or with {@code service} the name of SRV records, {@code _http._tcp.shop.internal}
 * @param service whether ports, priorities and weights come from SRV records (RFC 2782)
 */
public record DnsName(String host, boolean service) {
    private static final String SERVICE = "dns+srv://";

    /** Reads it as it is written in a configuration: {@code shop.internal}, {@code dns+srv://_http._tcp.shop}. */
    public static DnsName parse(String text) {
        return text.startsWith(SERVICE)
                ? new DnsName(text.substring(SERVICE.length()), true)
                : new DnsName(text, false);
    }

    @Override
    public String toString() {
        return service ? SERVICE + host : host;
    }
}
