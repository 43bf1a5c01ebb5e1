package dev.skein.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the stream told lately, each message made once for all readers: about two minutes, at most four megabytes. Confined
 * to the admin loop.
 */
final class Backlog {
    private static final int MOST = 240;
    private static final int MOST_BYTES = 4 << 20;

    private final String epoch;
    private final Supplier<JsonObject> picture;
    private final Deque<Message> messages = new ArrayDeque<>();
    private long seq;
    private int bytes;

    /** One event of the stream, as it goes out. */
    record Message(long seq, Buffer bytes) {}

    /**
     * An empty one.
     *
     * @param epoch tells the messages of this life of the node from those of others
     * @param picture all there is, for whoever knows nothing yet
     */
    Backlog(String epoch, Supplier<JsonObject> picture) {
        this.epoch = epoch;
        this.picture = picture;
    }

    Message add(String event, JsonObject data) {
        Message message = new Message(++seq, bytes(event, data));
        messages.addLast(message);
        bytes += message.bytes.length();
        while (messages.size() > MOST || bytes > MOST_BYTES) {
            bytes -= messages.removeFirst().bytes.length();
        }
        return message;
    }

    private Buffer bytes(String event, JsonObject data) {
        return Buffer.buffer("event: " + event + "\nid: " + epoch + "-" + seq + "\ndata: " + data.encode() + "\n\n");
    }

    /** All there is, up to the last message. */
    Message picture() {
        return new Message(seq, bytes("picture", picture.get()));
    }

    /** Whether nothing is missing for a reader that has all up to that one. */
    boolean covers(long last) {
        Message first = messages.peekFirst();
        return last > 0 && last <= seq && (last == seq || (first != null && first.seq <= last + 1));
    }

    List<Message> after(long last) {
        return messages.stream().filter(message -> message.seq > last).toList();
    }

    /** The number of a message by its id; 0 if it is of another life, or none. */
    long seq(String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(epoch)) {
            return 0;
        }
        try {
            return Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Nobody reads any more. */
    void clear() {
        messages.clear();
        bytes = 0;
        // A gap: whoever comes back has missed something.
        seq++;
    }
}
