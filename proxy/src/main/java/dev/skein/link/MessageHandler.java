package dev.skein.link;

/** Takes messages of one type. Called on the link's thread: must not block. */
@FunctionalInterface
public interface MessageHandler {
    void received(String from, byte[] body);
}
