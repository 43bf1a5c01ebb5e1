package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import java.net.InetSocketAddress;

final class TlsAcceptor implements Acceptor {
    TlsAcceptor(Door door) {}

    @Override
    public InetSocketAddress open(ListenerSettings settings) {
        throw new IllegalArgumentException("tls");
    }

    @Override
    public void change(ListenerSettings settings) {}

    @Override
    public void close() {}

    @Override
    public void drain() {}
}
