package dev.skein.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects and checks the lines of one trailer section, one at a time; its array is made at the first trailer only. Reused
 * for each body of a connection.
 */
final class TrailerLine {
    private static final int INITIAL = 256;

    private final int maxBytes;
    private final int maxFields;
    private byte[] line = new byte[0];
    private int length;
    private int bytes;
    private int fields;
    int nameEnd;
    int valueStart;
    int valueEnd;

    TrailerLine(int maxBytes, int maxFields) {
        this.maxBytes = maxBytes;
        this.maxFields = maxFields;
    }

    void reset() {
        length = 0;
        bytes = 0;
        fields = 0;
    }

    byte[] line() {
        return line;
    }

    void startLine() {
        length = 0;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Takes one byte of the line; returns what is wrong with it, or null. */
    @Nullable
    String add(byte b) {
        if ((FieldRules.CLASS[b & 0xff] & FieldRules.VALUE) == 0) {
            return "trailer: illegal character";
        }
        if (++bytes > maxBytes) {
            return "trailer: section too large";
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.max(INITIAL, length * 2));
        }
        line[length++] = b;
        return null;
    }

    /** The line is complete: finds name and value; returns what is wrong with it, or null. */
    @Nullable
    String parse() {
        if (++fields > maxFields) {
            return "trailer: too many fields";
        }
        int colon = 0;
        while (colon < length && FieldRules.isToken(line[colon])) {
            colon++;
        }
        if (colon == 0 || colon == length || line[colon] != ':') {
            return "trailer: illegal field name";
        }
        nameEnd = colon;
        valueStart = colon + 1;
        valueEnd = length;
        while (valueStart < valueEnd && isBlank(line[valueStart])) {
            valueStart++;
        }
        while (valueEnd > valueStart && isBlank(line[valueEnd - 1])) {
            valueEnd--;
        }
        return null;
    }

    /** Whether the field just parsed must not be passed on. */
    boolean forbidden() {
        return FieldRules.forbiddenInTrailer(line, 0, nameEnd);
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(line, 0, nameEnd);
        out.writeShort((':' << 8) | ' ');
        out.writeBytes(line, valueStart, valueEnd - valueStart);
        ChunkWriter.lineEnd(out);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
