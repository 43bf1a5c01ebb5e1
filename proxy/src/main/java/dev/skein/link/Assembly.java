package dev.skein.link;

import dev.skein.link.Frame.BadFrameException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Pieces to bodies, within bounds. Confined to the link's thread. */
final class Assembly {
    private static final int MOST_OPEN = 64;
    private static final long MOST_BYTES = 32L << 20;

    private final IntFunction<@Nullable LinkType> types;
    private final Map<Key, Part> open = new HashMap<>();
    private long bytes;

    private record Key(Frame.Kind kind, long id) {}

    private static final class Part {
        private final byte[] body;
        private int filled;

        Part(int total) {
            body = new byte[total];
        }
    }

    /**
     * What became of a piece.
     *
     * @param whole the frame with all of its body
     * @param refused why the body is not taken; told with its first piece only
     */
    record Step(@Nullable Frame whole, @Nullable String refused) {
        private static final Step MORE = new Step(null, null);
    }

    Assembly(IntFunction<@Nullable LinkType> types) {
        this.types = types;
    }

    Step add(Frame piece) throws BadFrameException {
        if (piece.first()) {
            LinkType type = types.apply(piece.type());
            if (type == null) {
                return new Step(null, "type " + piece.type() + " is unknown to this node");
            }
            if (piece.total() > type.mostBytes()) {
                return new Step(null, type.tooLarge(piece.total()));
            }
        }
        if (piece.first() && piece.total() == piece.body().length) {
            return new Step(piece, null);
        }
        Key key = new Key(piece.kind(), piece.id());
        Part part = piece.first() ? begin(key, piece.total()) : open.get(key);
        // Unknown: the rest of what was refused.
        return part == null ? Step.MORE : append(key, part, piece);
    }

    private Part begin(Key key, int total) throws BadFrameException {
        if (open.size() == MOST_OPEN || bytes + total > MOST_BYTES) {
            throw new BadFrameException("too much at once: " + open.size() + " bodies of " + bytes + " bytes are open");
        }
        Part part = new Part(total);
        if (open.put(key, part) != null) {
            throw new BadFrameException("id " + key.id + " begins twice");
        }
        bytes += total;
        return part;
    }

    private Step append(Key key, Part part, Frame piece) throws BadFrameException {
        if (part.filled + piece.body().length > part.body.length) {
            throw new BadFrameException("more than the " + part.body.length + " bytes announced");
        }
        System.arraycopy(piece.body(), 0, part.body, part.filled, piece.body().length);
        part.filled += piece.body().length;
        if (part.filled < part.body.length) {
            return Step.MORE;
        }
        open.remove(key);
        bytes -= part.body.length;
        return new Step(new Frame(piece.kind(), piece.type(), piece.id(), true, part.body.length, part.body), null);
    }
}
