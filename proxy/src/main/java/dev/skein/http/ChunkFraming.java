package dev.skein.http;

import org.jspecify.annotations.Nullable;

/**
 * The framing of a chunked body as a state machine over single bytes, for {@link ChunkScanner}: whatever isn't payload passes
 * through {@link #step}.
 */
final class ChunkFraming {
    static final int SIZE = 0;
    static final int EXTENSION = 1;
    static final int SIZE_LF = 2;
    static final int PAYLOAD = 3;
    static final int PAYLOAD_CR = 4;
    static final int PAYLOAD_LF = 5;
    static final int TRAILER = 6;
    static final int TRAILER_LF = 7;
    static final int FINISHED = 8;
    static final int BROKEN = 9;

    /** Fifteen hexadecimal digits can't overflow a {@code long}. */
    static final int MAX_DIGITS = 15;

    private static final byte[] HEX = new byte[256];

    static {
        for (int c = 0; c < HEX.length; c++) {
            HEX[c] = (byte) Character.digit(c, 16);
        }
    }

    private static final int MAX_EXTENSION_BYTES = 4096;
    private static final int MAX_TRAILER_BYTES = 8192;
    private static final int MAX_TRAILERS = 64;

    final ChunkExtension extension = new ChunkExtension(MAX_EXTENSION_BYTES);
    final TrailerLine trailer = new TrailerLine(MAX_TRAILER_BYTES, MAX_TRAILERS);
    int state = SIZE;
    /** Digits of the current size that {@link #step} took. */
    int digits;
    /** Payload of the current chunk still to come, in bytes. */
    long remaining;

    int droppedTrailers;
    String reason = "";

    void reset() {
        startChunk();
        droppedTrailers = 0;
        reason = "";
        extension.reset();
        trailer.reset();
    }

    void startChunk() {
        state = SIZE;
        digits = 0;
        remaining = 0;
    }

    /** The value of a hexadecimal digit, negative if it is none. */
    static int hex(byte b) {
        return HEX[b & 0xff];
    }

    /** Takes one byte; whether a trailer field to be passed on is complete with it. */
    boolean step(byte b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                trailer.startLine();
                expect(b, '\n', remaining == 0 ? TRAILER : PAYLOAD);
            }
            case PAYLOAD_CR -> expect(b, '\r', PAYLOAD_LF);
            case PAYLOAD_LF -> {
                startChunk();
                expect(b, '\n', SIZE);
            }
            case TRAILER -> trailer(b);
            default -> {
                return trailerEnd(b);
            }
        }
        return false;
    }

    private void size(byte b) {
        int digit = hex(b);
        if (digit >= 0) {
            remaining = (remaining << 4) | digit;
            if (++digits > MAX_DIGITS) {
                broken("chunk: size has more than 15 digits");
            }
        } else if (digits == 0) {
            broken("chunk: size missing");
        } else if (b == '\r') {
            state = SIZE_LF;
        } else {
            state = EXTENSION;
            extension.start();
            extension(b);
        }
    }

    private void extension(byte b) {
        if (b == '\r' && extension.mayEnd()) {
            state = SIZE_LF;
        } else {
            brokenIf(extension.add(b));
        }
    }

    private void trailer(byte b) {
        if (b == '\r') {
            state = TRAILER_LF;
        } else {
            brokenIf(trailer.add(b));
        }
    }

    private boolean trailerEnd(byte b) {
        expect(b, '\n', trailer.isEmpty() ? FINISHED : TRAILER);
        if (state != TRAILER) {
            return false;
        }
        brokenIf(trailer.parse());
        trailer.startLine();
        if (state == TRAILER && trailer.forbidden()) {
            droppedTrailers++;
            return false;
        }
        return state == TRAILER;
    }

    private void expect(byte b, char expected, int then) {
        if (b == expected) {
            state = then;
        } else {
            brokenIf("chunk: line end missing");
        }
    }

    private void brokenIf(@Nullable String wrong) {
        if (wrong != null) {
            broken(wrong);
        }
    }

    private void broken(String why) {
        state = BROKEN;
        reason = why;
    }
}
