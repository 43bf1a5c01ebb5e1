package dev.skein.config;

import java.nio.file.Path;

/**
 * What belongs to this node alone. All of it takes effect at a restart.
 *
 * @param id name of the node; the host name unless given
 * @param zone where the node stands, compared with the zones of servers; empty: nowhere in particular
 * @param data directory for what must survive a restart; created when missing
 * @param eventLoops 0: as many as the machine or cgroup has processors
 */
public record NodeSettings(
        String id, String zone, Path data, int eventLoops, Transport transport, TlsProvider tlsProvider) {

    /** How sockets are driven. */
    public enum Transport {
        /** epoll where the kernel has it, else NIO. */
        AUTO,
        IO_URING,
        EPOLL,
        NIO;

        @Override
        public String toString() {
            return this == IO_URING ? "io_uring" : Words.kebab(name());
        }
    }

    /** Who does the cryptography of TLS. */
    public enum TlsProvider {
        /** BoringSSL where it loads, else the JDK. */
        AUTO,
        NATIVE,
        JDK
    }
}
