package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import java.net.InetSocketAddress;

/** How connections come in: {@link PlainAcceptor} in clear text, {@link TlsAcceptor} with TLS. Opened and closed once. */
sealed interface Acceptor permits PlainAcceptor, TlsAcceptor {

    /**
     * Binds and begins to accept.
     *
     * @return the address bound
     * @throws IllegalArgumentException saying what can't be bound and why
     */
    InetSocketAddress open(ListenerSettings settings);

    /** Other settings for new connections; address and encryption are the same. */
    void change(ListenerSettings settings);

    /** Takes no new connections; those that the kernel had queued are still served. */
    void close();

    /** Open connections end after their exchange. */
    void drain();
}
