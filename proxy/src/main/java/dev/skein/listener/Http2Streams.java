package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.model.Failure;
import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The streams of one connection: those that are open, and what must be known of those that are not (RFC 9113 §5.1). */
final class Http2Streams {
    /** Streams that we reset, and whose frames may still be on their way. */
    private static final int REMEMBERED = 128;

    private static final int[] NONE = {};

    private final Http2Connection connection;
    private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
    private int last;
    private int taken;
    /** Ids that the client skipped last: closed without ever having been open. */
    private int skippedFrom;

    private int[] reset = NONE;
    private int resets;
    private long count;

    Http2Streams(Http2Connection connection) {
        this.connection = connection;
    }

    @Nullable
    Http2Stream get(int id) {
        return open.get(id);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The highest that the client opened. */
    int last() {
        return last;
    }

    /** The highest that was dealt with, as GOAWAY tells it. */
    int taken() {
        return taken;
    }

    /** How many there were. */
    long count() {
        return count;
    }

    /** Whether the client may open no more at the moment. */
    boolean full() {
        return open.size() >= connection.limits.maxStreams();
    }

    /** Whether it was never open, and no earlier one than any that was. */
    boolean isIdle(int id) {
        return id > last || (id & 1) == 0;
    }

    /** The client opens it: all between are closed from now on. */
    void opened(int id) {
        ignored(id);
        taken = id;
        count++;
    }

    /** The client opens it too late, and will not be answered. */
    void ignored(int id) {
        skippedFrom = last + 1;
        last = id;
    }

    void add(int id, Http2Stream stream) {
        var unused = open.put(id, stream);
        connection.settle();
    }

    /** It is over, for the protocol and for us. */
    void remove(int id) {
        var unused = open.remove(id);
        connection.settle();
    }

    /** We reset it: the client may not know that yet (RFC 9113 §5.1, closed). */
    void remember(int id) {
        if (reset.length == 0) {
            reset = new int[REMEMBERED];
        }
        reset[resets++ & REMEMBERED - 1] = id;
    }

    /** What frames mean that carry something for a stream that is closed; NO_ERROR where they may still come. */
    int faultOfClosed(int id) {
        for (int remembered : reset) {
            if (remembered == id) {
                return ErrorCode.NO_ERROR;
            }
        }
        return id >= skippedFrom && id < last ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED;
    }

    /** SETTINGS_INITIAL_WINDOW_SIZE has changed; whether no window is too large now (RFC 9113 §6.9.2). */
    boolean changeWindows(int by) {
        for (Http2Stream stream : open.values()) {
            if (!stream.response.queue.credit(by)) {
                return false;
            }
        }
        return true;
    }

    /** Says goodbye on each that is a WebSocket; whether some of that can't be sent yet. */
    boolean farewell() {
        boolean waits = false;
        for (Http2Stream stream : open.values().toArray(Http2Stream[]::new)) {
            waits |= stream.response.farewell();
        }
        return waits;
    }

    /** The connection is over. */
    void endAll(Failure failure) {
        Http2Stream[] all = open.values().toArray(Http2Stream[]::new);
        for (Http2Stream stream : all) {
            stream.gone(failure);
        }
    }
}
