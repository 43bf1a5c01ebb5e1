package dev.skein.http2;

/** Takes decoded field lines one after the other, pseudo-header fields among them. */
public interface FieldSink {

    /**
     * One field line: its name in {@code [start, nameEnd)}, its value right behind in {@code [nameEnd, valueEnd)}. Any bytes
     * at all: nothing has been checked. Valid during the call.
     */
    void field(byte[] bytes, int start, int nameEnd, int valueEnd);
}
