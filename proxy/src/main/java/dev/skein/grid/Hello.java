package dev.skein.grid;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a node introduces itself: at the start of each connection of the grid, among its attributes as a member, and by the
 * node link to those of another grid. Its layout
 * only ever grows at the end, so that nodes of all versions understand why they are refused.
 *
 * @param cluster name of the cluster
 * @param grid what both sides of a connection of the grid must have in common besides, as {@link
 *     dev.skein.cluster.GridName} writes it
 * @param epochMillis its wall clock
 */
public record Hello(
        String cluster,
        String grid,
        String id,
        Address address,
        Role role,
        String version,
        String zone,
        long boot,
        long epochMillis) {
    private static final int VERSION = 1;

    public byte[] encode() {
        return new Encoder(VERSION)
                .text(cluster)
                .text(grid)
                .text(id)
                .text(address.host())
                .number(address.grid())
                .number(address.link())
                .number(address.heartbeats())
                .constant(role)
                .text(version)
                .text(zone)
                .number(boot)
                .number(epochMillis)
                .done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Hello decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        String cluster = in.text();
        String grid = in.text();
        String id = in.text();
        Address address = new Address(in.text(), in.integer(), in.integer(), in.integer());
        return new Hello(
                cluster, grid, id, address, in.constant(Role.values()), in.text(), in.text(), in.number(), in.number());
    }

    /** For attributes, which are text. */
    String toAttribute() {
        return new String(Base64.getEncoder().encode(encode()), StandardCharsets.ISO_8859_1);
    }

    static Hello ofAttribute(String text) {
        return decode(Base64.getDecoder().decode(text));
    }

    /** The node as it is taken in. */
    public Member member(String reason) {
        return new Member(id, address, role, version, grid, zone, boot, State.JOINING, 0, reason);
    }
}
