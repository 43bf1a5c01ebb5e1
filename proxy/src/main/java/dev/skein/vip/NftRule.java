package dev.skein.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One rule of nf_tables out of its expressions, as the nft tool would compile it. Pure. */
final class NftRule {
    static final int LINK = 0;
    static final int NETWORK = 1;
    static final int TRANSPORT = 2;

    private static final int REGISTER = 1;
    private static final int META_PROTOCOL = 1;
    private static final int META_TRANSPORT = 16;
    private static final int VERDICT_REGISTER = 0;
    private static final int DROP = 0;
    private static final int ACCEPT = 1;
    private static final int UPDATE = 1;
    private static final int SYN_OR_ACK = 0x12;
    private static final byte SYN = 0x02;

    private final List<Consumer<MessageWriter>> expressions = new ArrayList<>();

    void write(MessageWriter out) {
        expressions.forEach(expression -> expression.accept(out));
    }

    private NftRule expression(String name, Consumer<MessageWriter> data) {
        expressions.add(out -> {
            int element = out.nest(1);
            out.attribute(1, name);
            int nest = out.nest(2);
            data.accept(out);
            out.close(nest).close(element);
        });
        return this;
    }

    /** Frames of that kind: 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6. */
    NftRule etherType(int type) {
        meta(META_PROTOCOL);
        return equal((byte) (type >>> 8), (byte) type);
    }

    NftRule transport(int protocol) {
        meta(META_TRANSPORT);
        return equal((byte) protocol);
    }

    private NftRule meta(int key) {
        return expression("meta", out -> out.big(1, REGISTER).big(2, key));
    }

    /** What stands there, into a register. */
    NftRule load(int base, int offset, int length, int register) {
        return expression(
                "payload",
                out -> out.big(1, register).big(2, base).big(3, offset).big(4, length));
    }

    /** What a register holds, into the frame; the sums of transport protocols stay as they are. */
    NftRule store(int base, int offset, int length, int register) {
        return expression(
                "payload",
                out -> out.big(2, base)
                        .big(3, offset)
                        .big(4, length)
                        .big(5, register)
                        .big(6, 0));
    }

    /** What a register holds, into the frame's addresses; the sum of the transport protocol, which counts them, follows. */
    NftRule storeCounted(int base, int offset, int length, int register) {
        return expression(
                "payload",
                out -> out.big(2, base)
                        .big(3, offset)
                        .big(4, length)
                        .big(5, register)
                        .big(6, 0)
                        .big(7, 0)
                        .big(8, 1));
    }

    /** A value into a register. */
    NftRule value(byte[] value, int register) {
        return expression("immediate", out -> {
            out.big(1, register);
            int nest = out.nest(2);
            out.attribute(1, value).close(nest);
        });
    }

    /** What the registers from that one on hold is in that set. */
    NftRule in(String set, int register) {
        return expression("lookup", out -> out.attribute(1, set).big(2, register));
    }

    /** What the registers from that one on hold is not in that set. */
    NftRule notIn(String set, int register) {
        return expression(
                "lookup", out -> out.attribute(1, set).big(2, register).big(5, 1));
    }

    /** What the registers from that one on hold is in that map; its value into a register. */
    NftRule mapped(String map, int register, int into) {
        return expression(
                "lookup", out -> out.attribute(1, map).big(2, register).big(3, into));
    }

    /** A number below {@code modulus} from so many bytes, in the machine's order; Jenkins's hash. */
    NftRule hash(int register, int length, int into, int modulus, int seed) {
        return expression("hash", out -> {
            out.big(1, register).big(2, into).big(3, length);
            out.big(4, modulus).big(5, seed);
        });
    }

    /** What was loaded last is in that map; its value into a register. */
    NftRule mapped(String map, int register) {
        return expression(
                "lookup", out -> out.attribute(1, map).big(2, REGISTER).big(3, register));
    }

    /** What the registers from that one on hold is in that set from now on, for so long. */
    NftRule remember(String set, int register, long millis) {
        return expression("dynset", out -> {
            out.attribute(1, set).big(3, UPDATE).big(4, register);
            out.big(6, millis);
        });
    }

    /** Out of the interface whose number a register holds, at once. */
    NftRule forward(int register) {
        return expression("fwd", out -> out.big(1, register));
    }

    /** On to the hardware address in the target register, from this interface's own, as it came; the scratch one is used. */
    NftRule sendOn(Link link, int target, int scratch) {
        byte[] index = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(link.index())
                .array();
        return store(LINK, 0, 6, target)
                .value(link.macBytes(), scratch)
                .store(LINK, 6, 6, scratch)
                .value(index, scratch)
                .forward(scratch);
    }

    /** Of TCP: only a connection's first packet. */
    NftRule begins() {
        return masked(TRANSPORT, 13, SYN_OR_ACK).equal(SYN);
    }

    NftRule equal(byte... value) {
        return expression("cmp", out -> {
            out.big(1, REGISTER).big(2, 0);
            int nest = out.nest(3);
            out.attribute(1, value).close(nest);
        });
    }

    NftRule field(int base, int offset, int length) {
        return load(base, offset, length, REGISTER);
    }

    /** A byte of which only some bits count. */
    NftRule masked(int base, int offset, int mask) {
        load(base, offset, 1, REGISTER);
        return expression("bitwise", out -> {
            out.big(1, REGISTER).big(2, REGISTER).big(3, 1);
            int nest = out.nest(4);
            out.attribute(1, new byte[] {(byte) mask}).close(nest);
            nest = out.nest(5);
            out.attribute(1, new byte[1]).close(nest);
        });
    }

    /** What was loaded last is in that set. */
    NftRule in(String set) {
        return expression("lookup", out -> out.attribute(1, set).big(2, REGISTER));
    }

    NftRule notIn(String set) {
        return expression(
                "lookup", out -> out.attribute(1, set).big(2, REGISTER).big(5, 1));
    }

    NftRule drop() {
        return verdict(DROP);
    }

    NftRule accept() {
        return verdict(ACCEPT);
    }

    private NftRule verdict(int code) {
        return expression("immediate", out -> {
            out.big(1, VERDICT_REGISTER);
            int data = out.nest(2);
            int verdict = out.nest(2);
            out.big(1, code).close(verdict).close(data);
        });
    }
}
