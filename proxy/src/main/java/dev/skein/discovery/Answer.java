package dev.skein.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one response says about one question, aliases followed as far as it holds them.
 *
 * @param name the last name of the chain of aliases
 * @param records of the type asked for, owned by that name; empty: the response has none
 * @param ttl the least of the records and of the aliases that lead to them, in seconds
 */
record Answer(String name, List<Item> records, long ttl) {
    private static final int MAX_ALIASES = 16;

    /** One record's content. */
    sealed interface Item {
        record Address(InetAddress address) implements Item {}

        record Service(int priority, int weight, int port, String target) implements Item {}
    }

    /** Reads a response; does not release it. */
    static Answer read(DnsResponse response, String question, DnsRecordType type) {
        String name = fold(question);
        long ttl = Long.MAX_VALUE;
        for (int i = 0; i < MAX_ALIASES; i++) {
            DnsRawRecord alias = alias(response, name);
            if (alias == null) {
                break;
            }
            ttl = Math.min(ttl, alias.timeToLive());
            name = fold(DefaultDnsRecordDecoder.decodeName(alias.content().duplicate()));
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord one = response.recordAt(DnsSection.ANSWER, i);
            if (one instanceof DnsRawRecord raw
                    && raw.type().equals(type)
                    && fold(raw.name()).equals(name)) {
                items.add(item(raw));
                ttl = Math.min(ttl, raw.timeToLive());
            }
        }
        return new Answer(name, List.copyOf(items), ttl);
    }

    private static @Nullable DnsRawRecord alias(DnsResponse response, String name) {
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord one = response.recordAt(DnsSection.ANSWER, i);
            if (one instanceof DnsRawRecord raw
                    && raw.type().equals(DnsRecordType.CNAME)
                    && fold(raw.name()).equals(name)) {
                return raw;
            }
        }
        return null;
    }

    private static Item item(DnsRawRecord raw) {
        ByteBuf content = raw.content().duplicate();
        try {
            if (raw.type().equals(DnsRecordType.SRV)) {
                return new Item.Service(
                        content.readUnsignedShort(),
                        content.readUnsignedShort(),
                        content.readUnsignedShort(),
                        fold(DefaultDnsRecordDecoder.decodeName(content)));
            }
            byte[] address = new byte[content.readableBytes()];
            content.readBytes(address);
            return new Item.Address(InetAddress.getByAddress(address));
        } catch (UnknownHostException | RuntimeException e) {
            throw DnsFailure.server("malformed " + raw.type().name() + " record");
        }
    }

    /** Names are compared without case (RFC 4343) and end in a dot. */
    private static String fold(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }
}
