package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a chunked body with the loop that {@link ChunkScanner} documents. */
public final class ChunkReader {
    private final ChunkScanner scanner = ChunkScanner.forResponses();
    private final boolean raw;
    private final StringBuilder payload = new StringBuilder();
    private final List<String> trailers = new ArrayList<>();
    private final ByteBuf out = Unpooled.buffer();

    /** What came out of a body: its payload, its trailers, and how it ended. */
    public record Read(String payload, List<String> trailers, int end, String reason, String rest) {}

    private ChunkReader(boolean raw) {
        this.raw = raw;
    }

    public static Read next(List<String> pieces) {
        return new ChunkReader(false).read(pieces);
    }

    /** Reads as a relay does: raw as far as it goes, framed anew elsewhere; then reads back what was relayed. */
    public static Read mixed(List<String> pieces) {
        ChunkReader relay = new ChunkReader(true);
        Read relayed = relay.read(pieces);
        if (relayed.end() == ChunkScanner.MALFORMED) {
            return relayed;
        }
        Read again = next(List.of(relay.out.toString(StandardCharsets.ISO_8859_1)));
        assertThat(relay.scanner.payloadBytes()).isEqualTo(again.payload.length());
        assertThat(again.rest).isEmpty();
        return new Read(again.payload, again.trailers, again.end, again.reason, relayed.rest);
    }

    static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Read read(List<String> pieces) {
        int result = ChunkScanner.NEED_MORE;
        StringBuilder rest = new StringBuilder();
        for (String piece : pieces) {
            ByteBuf in = buffer(piece);
            while (in.isReadable() && result != ChunkScanner.MALFORMED && !scanner.finished()) {
                result = step(in);
            }
            rest.append(in.toString(StandardCharsets.ISO_8859_1));
        }
        int end = scanner.finished() ? ChunkScanner.END : result;
        return new Read(payload.toString(), trailers, end, scanner.reason(), rest.toString());
    }

    private int step(ByteBuf in) {
        int length = raw ? scanner.scanRaw(in) : 0;
        if (length > 0) {
            out.writeBytes(in, length);
            return ChunkScanner.NEED_MORE;
        }
        int result = scanner.next(in);
        switch (result) {
            case ChunkScanner.DATA -> {
                ChunkWriter.header(out, scanner.dataLength());
                out.writeBytes(in, in.readerIndex(), scanner.dataLength());
                payload.append(in.readCharSequence(scanner.dataLength(), StandardCharsets.ISO_8859_1));
                ChunkWriter.lineEnd(out);
            }
            case ChunkScanner.TRAILER_FIELD -> trailer();
            case ChunkScanner.END -> end();
            default ->
                assertThat(in.isReadable() && result == ChunkScanner.NEED_MORE).isFalse();
        }
        return result;
    }

    private void trailer() {
        if (trailers.isEmpty()) {
            ChunkWriter.lastHeader(out);
        }
        scanner.writeTrailer(out);
        byte[] bytes = scanner.trailerBytes();
        trailers.add(Ascii.string(bytes, scanner.nameStart(), scanner.nameEnd()) + "="
                + Ascii.string(bytes, scanner.valueStart(), scanner.valueEnd()));
    }

    private void end() {
        if (trailers.isEmpty()) {
            ChunkWriter.last(out);
        } else {
            ChunkWriter.lineEnd(out);
        }
    }
}
