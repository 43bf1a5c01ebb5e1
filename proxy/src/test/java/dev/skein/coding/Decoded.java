package dev.skein.coding;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** What clients make of a coded body: by the codings' own decoders. */
public final class Decoded {
    private Decoded() {}

    /**
     * The whole body.
     *
     * @param coding as Content-Encoding has it
     * @param body a character a byte
     * @throws IOException also where it is cut
     */
    public static String whole(String coding, String body) throws IOException {
        try (InputStream in = stream(coding, body)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** What can be read of a body that has not ended. */
    public static String begun(String coding, String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = stream(coding, body)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        } catch (IOException e) {
            // The end of what is there.
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static InputStream stream(String coding, String body) throws IOException {
        InputStream in = new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1));
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(in);
            case "br" -> {
                BrotliInputStream eager = new BrotliInputStream(in);
                eager.enableEagerOutput();
                yield eager;
            }
            case "zstd" -> new ZstdInputStream(in);
            default -> throw new IllegalArgumentException(coding);
        };
    }
}
