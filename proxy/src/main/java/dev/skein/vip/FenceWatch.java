package dev.skein.vip;

/** Hears when others touch a table that they can touch. Of one thread. */
final class FenceWatch implements AutoCloseable {
    private static final int GROUP = 7;
    private static final int HEADER = 4;
    private static final int TABLE = 1;

    private final RawSocket socket;
    private final MessageReader in;
    private final String table;

    FenceWatch(String table) throws KernelException {
        this.table = table;
        this.socket = RawSocket.netlink(RawSocket.NETFILTER, 0);
        this.in = new MessageReader(socket.received());
        try {
            socket.join(GROUP);
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    int descriptor() {
        return socket.descriptor();
    }

    /** Reads all notices that are there; whether another than {@code port} changed the table, or may have. */
    boolean touched(int port) throws KernelException {
        boolean touched = false;
        try {
            while (socket.receive()) {
                in.reset();
                while (in.next()) {
                    touched |= in.port() != port
                            && in.type() >>> 8 == NftBatch.SUBSYSTEM
                            && table.equals(in.attributes(HEADER).string(TABLE));
                }
            }
        } catch (KernelException e) {
            if (e.number() != Errno.ENOBUFS) {
                throw e;
            }
            // Some notices were lost: it may have been one of them.
            return true;
        }
        return touched;
    }

    @Override
    public void close() {
        socket.close();
    }
}
