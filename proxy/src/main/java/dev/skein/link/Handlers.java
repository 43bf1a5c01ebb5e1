package dev.skein.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who takes what. Written by registrations on any thread, read on the link's. */
final class Handlers {
    private final Map<Integer, LinkType> types = new ConcurrentHashMap<>();
    private final Map<Integer, MessageHandler> messages = new ConcurrentHashMap<>();
    private final Map<Integer, RequestHandler> requests = new ConcurrentHashMap<>();

    void takeMessages(LinkType type, MessageHandler handler) {
        know(type);
        once(messages.putIfAbsent(type.id(), handler), type, "messages");
    }

    void takeRequests(LinkType type, RequestHandler handler) {
        know(type);
        once(requests.putIfAbsent(type.id(), handler), type, "requests");
    }

    /** Answers of this type may come. */
    void know(LinkType type) {
        LinkType before = types.putIfAbsent(type.id(), type);
        if (before != null && !before.equals(type)) {
            throw new IllegalArgumentException("link type " + type.id() + " is both " + before + " and " + type);
        }
    }

    private static void once(@Nullable Object before, LinkType type, String what) {
        if (before != null) {
            throw new IllegalArgumentException("link type " + type.name() + ": two handlers of " + what);
        }
    }

    @Nullable
    LinkType type(int id) {
        return types.get(id);
    }

    @Nullable
    MessageHandler ofMessages(int type) {
        return messages.get(type);
    }

    @Nullable
    RequestHandler ofRequests(int type) {
        return requests.get(type);
    }
}
