package dev.skein.listener;

import dev.skein.http3.Http3Error;
import dev.skein.http3.RequestFrames;
import dev.skein.transport.Joined;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * Reads the frames of one request (RFC 9114 §4.1, §7): a head, data, perhaps trailers, and unknown ones anywhere. Data goes on
 * as it comes; header blocks are waited for, and none of them is long: what could be is answered by its length alone.
 */
final class Http3Input {
    private final Http3Stream stream;
    private final Http3Connection connection;
    private final Http3Blocks blocks;
    private final RequestFrames frames;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private int empties;
    /** The head is here, and it is yet to be seen whether anything comes behind. */
    private boolean headWaits;

    private boolean headSeen;
    private boolean fin;

    Http3Input(Http3Stream stream) {
        this.stream = stream;
        this.connection = stream.connection;
        this.blocks = new Http3Blocks(stream);
        this.frames = new RequestFrames(blocks.longest());
    }

    /** Whether the request's head was read. */
    boolean headSeen() {
        return headSeen;
    }

    /** More has come, now ours; {@code last}: and nothing comes behind. */
    void read(ChannelHandlerContext context, ByteBuf data, boolean last) {
        fin |= last;
        pending = Joined.of(context, pending, data);
        run();
        if (fin && !over()) {
            finished();
        }
        if (over() || !pending.isReadable()) {
            end();
        }
    }

    /** Whether there is a head of which it is not known if anything comes behind. */
    boolean headWaits() {
        return headWaits && !over();
    }

    /** It goes on, as one that is followed by a body. */
    void goOn() {
        head(false);
    }

    /** Whether it is one of those that hardly ever have a body. */
    boolean seemsWhole() {
        return blocks.seemsWhole();
    }

    private boolean over() {
        return connection.dead() || stream.isReset();
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn && !over()) {
            goesOn = headWaits ? headGoes() : next();
        }
    }

    private boolean headGoes() {
        boolean more = pending.isReadable();
        if (more || fin) {
            head(!more);
        }
        return more;
    }

    private boolean next() {
        int said = frames.next(pending);
        switch (said) {
            case RequestFrames.BLOCK -> block();
            case RequestFrames.TOO_LONG -> tooLong();
            case RequestFrames.DATA -> countEmpty();
            case RequestFrames.BODY -> stream.body.data(pending.readRetainedSlice(frames.length()));
            case RequestFrames.UNKNOWN -> connection.control.count();
            case RequestFrames.UNEXPECTED -> connection.fatal(Http3Error.FRAME_UNEXPECTED);
            default -> {
                // More is to come.
            }
        }
        return said != RequestFrames.MORE;
    }

    private void countEmpty() {
        if (frames.length() > 0) {
            empties = 0;
        } else if (++empties > connection.limits.empties()) {
            connection.fatal(Http3Error.EXCESSIVE_LOAD);
        }
    }

    private void block() {
        if (frames.blocks() == 1) {
            blocks.keep(pending, frames.length());
            headWaits = true;
        } else {
            blocks.trailers(pending, frames.length());
        }
    }

    private void tooLong() {
        if (frames.blocks() == 1) {
            blocks.tooLarge();
            headWaits = true;
        } else {
            stream.broken(Http3Error.EXCESSIVE_LOAD);
        }
    }

    private void head(boolean whole) {
        headWaits = false;
        headSeen = true;
        blocks.begin(whole);
    }

    /** The client has sent all that it had to say. */
    private void finished() {
        if (!frames.between() || pending.isReadable()) {
            connection.fatal(Http3Error.FRAME_ERROR);
        } else if (!headSeen) {
            stream.broken(Http3Error.REQUEST_INCOMPLETE);
        } else if (!stream.remoteEnded) {
            stream.body.end(null);
        }
    }

    /** Nobody wants what is left. */
    void end() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }
}
