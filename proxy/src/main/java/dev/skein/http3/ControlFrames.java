package dev.skein.http3;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a client's control stream (RFC 9114 §6.2.1, §7.2). Nothing on it changes what a server does that uses no table and
 * pushes nothing; its faults end the connection. One connection's.
 */
public final class ControlFrames {
    /** What {@link #next} says: nothing more to say before more comes. */
    public static final int MORE = 0;
    /** The settings have come. */
    public static final int SETTINGS = 1;
    /** Another frame begins. */
    public static final int OTHER = 2;

    private static final int MOST_SETTINGS = 100;
    /** Of a frame that we know. */
    private static final int LONGEST = 2 * Long.BYTES * MOST_SETTINGS;

    private static final long UNKNOWN_YET = VarInt.INCOMPLETE;

    private long type = UNKNOWN_YET;
    private long left = UNKNOWN_YET;
    private boolean seen;
    private long pushes = UNKNOWN_YET;
    private long goAway = Long.MAX_VALUE;

    /** Goes on; besides the above, one of {@link Http3Error}, behind which nothing more is to be asked for. */
    public int next(ByteBuf in) {
        int said = MORE;
        boolean goesOn = true;
        while (goesOn && said == MORE) {
            if (type == UNKNOWN_YET) {
                said = type(in);
                goesOn = type != UNKNOWN_YET;
            } else if (left == UNKNOWN_YET) {
                said = length(in);
                goesOn = left != UNKNOWN_YET;
            } else {
                said = payload(in);
                goesOn = type == UNKNOWN_YET;
            }
        }
        return said;
    }

    private int type(ByteBuf in) {
        type = VarInt.read(in);
        if (type == UNKNOWN_YET) {
            return MORE;
        }
        if (!seen) {
            return type == FrameType.SETTINGS ? MORE : Http3Error.MISSING_SETTINGS;
        }
        return known() && type != FrameType.SETTINGS || FrameType.isUnknown(type) ? OTHER : Http3Error.FRAME_UNEXPECTED;
    }

    private boolean known() {
        return type == FrameType.SETTINGS
                || type == FrameType.GOAWAY
                || type == FrameType.CANCEL_PUSH
                || type == FrameType.MAX_PUSH_ID;
    }

    private int length(ByteBuf in) {
        left = VarInt.read(in);
        return left > LONGEST && known() ? Http3Error.EXCESSIVE_LOAD : MORE;
    }

    private int payload(ByteBuf in) {
        if (!known()) {
            int part = (int) Math.min(left, in.readableBytes());
            in.skipBytes(part);
            left -= part;
            return left > 0 ? MORE : ended(MORE);
        }
        if (in.readableBytes() < left) {
            return MORE;
        }
        ByteBuf frame = in.readSlice((int) left);
        return ended(type == FrameType.SETTINGS ? settings(frame) : id(VarInt.read(frame), frame));
    }

    private int ended(int said) {
        type = UNKNOWN_YET;
        left = UNKNOWN_YET;
        return said;
    }

    private int settings(ByteBuf frame) {
        seen = true;
        Set<Long> ids = new HashSet<>();
        while (frame.isReadable()) {
            long id = VarInt.read(frame);
            long value = VarInt.read(frame);
            if (id == VarInt.INCOMPLETE || value == VarInt.INCOMPLETE) {
                return Http3Error.FRAME_ERROR;
            }
            boolean flag = id == FrameType.ENABLE_CONNECT_PROTOCOL;
            if (!ids.add(id) || FrameType.settingOfHttp2(id) || flag && value > 1) {
                return Http3Error.SETTINGS_ERROR;
            }
        }
        return SETTINGS;
    }

    /** GOAWAY, MAX_PUSH_ID and CANCEL_PUSH carry one number, and are all about pushes (§5.2, §7.2.3, §7.2.7). */
    private int id(long id, ByteBuf frame) {
        if (id == VarInt.INCOMPLETE || frame.isReadable()) {
            return Http3Error.FRAME_ERROR;
        }
        if (type == FrameType.CANCEL_PUSH
                || type == FrameType.MAX_PUSH_ID && id < pushes
                || type == FrameType.GOAWAY && id > goAway) {
            return Http3Error.ID_ERROR;
        }
        if (type == FrameType.MAX_PUSH_ID) {
            pushes = id;
        } else {
            goAway = id;
        }
        return MORE;
    }
}
