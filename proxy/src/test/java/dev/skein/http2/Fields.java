package dev.skein.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Field lists as {@code name: value} lines, to and from header blocks. */
public final class Fields implements FieldSink {
    public static final int AMPLE = 1 << 20;

    public final List<String> lines = new ArrayList<>();

    @Override
    public void field(byte[] bytes, int start, int nameEnd, int valueEnd) {
        lines.add(text(bytes, start, nameEnd) + ": " + text(bytes, nameEnd, valueEnd));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Decodes a whole block, which must be well-formed. */
    public static List<String> decode(HpackDecoder decoder, byte[] block) {
        Fields fields = new Fields();
        int result = decoder.of(block, 0, block.length).decode(fields, AMPLE);
        if (result != HpackDecoder.COMPLETE) {
            throw new AssertionError(result + ": " + decoder.reason());
        }
        return fields.lines;
    }

    public static byte[] encode(FieldWriter encoder, List<String> lines) {
        ByteBuf out = Unpooled.buffer();
        encoder.begin(out);
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            int colon = line.indexOf(": ", 1);
            if (line.startsWith(":status: ")) {
                encoder.status(out, Integer.parseInt(line.substring(colon + 2)));
            } else {
                encoder.field(out, bytes, 0, colon, colon + 2, bytes.length);
            }
        }
        return ByteBufUtil.getBytes(out);
    }
}
