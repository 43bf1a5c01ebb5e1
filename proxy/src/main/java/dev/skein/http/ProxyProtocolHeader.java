package dev.skein.http;

import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the PROXY protocol's header, version 1 or 2, which a connection to a server begins with (HAProxy's
 * {@code proxy-protocol.txt}). Pure; any thread.
 */
public enum ProxyProtocolHeader {
    /** A line of text. */
    V1 {
        @Override
        public void write(ByteBuf out, ClientAddress source, ClientAddress destination) {
            boolean v6 = source.v6() || destination.v6();
            out.writeCharSequence(v6 ? "PROXY TCP6 " : "PROXY TCP4 ", StandardCharsets.US_ASCII);
            text(out, source, v6);
            text(out, destination, v6);
            out.writeCharSequence(source.port() + " " + destination.port() + "\r\n", StandardCharsets.US_ASCII);
        }

        @Override
        public void writeOwn(ByteBuf out) {
            out.writeCharSequence("PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII);
        }
    },
    /** Binary. */
    V2 {
        @Override
        public void write(ByteBuf out, ClientAddress source, ClientAddress destination) {
            boolean v6 = source.v6() || destination.v6();
            out.writeBytes(ProxyProtocol.SIGNATURE);
            out.writeByte(VERSION_2_PROXY);
            out.writeByte(v6 ? STREAM_V6 : STREAM_V4);
            out.writeShort(v6 ? BYTES_V6 : BYTES_V4);
            raw(out, source, v6);
            raw(out, destination, v6);
            out.writeShort(source.port());
            out.writeShort(destination.port());
        }

        @Override
        public void writeOwn(ByteBuf out) {
            out.writeBytes(ProxyProtocol.SIGNATURE);
            out.writeByte(VERSION_2_LOCAL);
            out.writeByte(0);
            out.writeShort(0);
        }
    };

    /** The most bytes of a header: a line of version 1 with two of IPv6. */
    public static final int LONGEST = 107;

    private static final int VERSION_2_PROXY = 0x21;
    private static final int VERSION_2_LOCAL = 0x20;
    private static final int STREAM_V4 = 0x11;
    private static final int STREAM_V6 = 0x21;
    private static final int BYTES_V4 = 12;
    private static final int BYTES_V6 = 36;
    /** Of an IPv4 address where the other one is of IPv6 (RFC 4291 §2.5.5.2). */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    /**
     * Appends the header.
     *
     * @param source the client
     * @param destination where the client connected to
     */
    public abstract void write(ByteBuf out, ClientAddress source, ClientAddress destination);

    /** Appends a header that names nobody: the connection is for the sender's own use, a check, say. */
    public abstract void writeOwn(ByteBuf out);

    private static void text(ByteBuf out, ClientAddress address, boolean v6) {
        if (v6 && !address.v6()) {
            out.writeCharSequence("::ffff:", StandardCharsets.US_ASCII);
        }
        out.writeBytes(address.text());
        out.writeByte(' ');
    }

    private static void raw(ByteBuf out, ClientAddress address, boolean v6) {
        if (v6 && !address.v6()) {
            out.writeBytes(MAPPED);
        }
        out.writeBytes(address.raw());
    }
}
