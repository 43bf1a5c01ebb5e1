package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the PROXY protocol: one line of at most 107 bytes, its parts separated by one space each.
 *
 * <pre>{@code
 * PROXY TCP4 192.0.2.1 198.51.100.1 40000 443 CR LF
 * PROXY UNKNOWN ... CR LF
 * }</pre>
 */
final class ProxyLine {
    private static final int MAX = 107;
    private static final int PARTS = 6;
    private static final byte[] PREFIX = Ascii.bytes("PROXY ");
    private static final byte[] TCP4 = Ascii.bytes("TCP4");
    private static final byte[] TCP6 = Ascii.bytes("TCP6");
    private static final byte[] UNKNOWN = Ascii.bytes("UNKNOWN");

    private final byte[] line = new byte[MAX];
    private final int[] starts = new int[PARTS + 1];
    private @Nullable ClientAddress source;
    private @Nullable ClientAddress destination;

    /** Reads the line without consuming it; returns its length with line end, 0 if it isn't complete, -1 if malformed. */
    int read(ByteBuf in) {
        int length = Math.min(in.readableBytes(), MAX);
        in.getBytes(in.readerIndex(), line, 0, length);
        for (int i = 0; i < Math.min(length, PREFIX.length); i++) {
            if (line[i] != PREFIX[i]) {
                return -1;
            }
        }
        int end = 0;
        while (end < length && line[end] != '\r' && line[end] != '\n') {
            end++;
        }
        if (end + 1 >= length) {
            boolean open = end == length || line[end] == '\r';
            return open && length < MAX ? 0 : -1;
        }
        return line[end] == '\r' && line[end + 1] == '\n' && parse(end) ? end + 2 : -1;
    }

    @Nullable
    ClientAddress source() {
        return source;
    }

    @Nullable
    ClientAddress destination() {
        return destination;
    }

    private boolean parse(int end) {
        int parts = split(end);
        if (is(1, UNKNOWN)) {
            return true;
        }
        boolean four = is(1, TCP4);
        if (parts != PARTS || !(four || is(1, TCP6))) {
            return false;
        }
        source = address(2, 4, four);
        destination = address(3, 5, four);
        return source != null && destination != null;
    }

    /** Notes where the parts begin; returns how many there are, the first {@link #PARTS} of them noted. */
    private int split(int end) {
        int parts = 1;
        for (int i = 0; i < end; i++) {
            if (line[i] == ' ' && parts < starts.length) {
                starts[parts++] = i + 1;
            }
        }
        if (parts < starts.length) {
            starts[parts] = end + 1;
        }
        return parts;
    }

    private boolean is(int part, byte[] word) {
        return Ascii.equals(line, starts[part], starts[part + 1] - 1, word);
    }

    private @Nullable ClientAddress address(int part, int portPart, boolean four) {
        int start = starts[part];
        int end = starts[part + 1] - 1;
        int portStart = starts[portPart];
        int portEnd = starts[portPart + 1] - 1;
        boolean leadingZero = portEnd - portStart > 1 && line[portStart] == '0';
        int port = portStart == portEnd || leadingZero ? -1 : Authority.port(line, portStart, portEnd);
        boolean colon = false;
        for (int i = start; i < end; i++) {
            colon |= line[i] == ':';
        }
        return port < 0 || colon == four ? null : IpText.address(line, start, end, port);
    }
}
