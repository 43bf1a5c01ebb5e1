package dev.skein.vip;

import java.nio.ByteBuffer;

/** Sends transactions and reads their verdicts; what it makes with the owner's flag is its own. Of one thread. */
final class NftSocket implements AutoCloseable {
    private final RawSocket socket;
    private final MessageReader in;
    private final int port;

    NftSocket() throws KernelException {
        this.socket = RawSocket.netlink(RawSocket.NETFILTER, 0);
        // Of a refused transaction only the first error matters: that the others did not fit is no failure.
        socket.quiet();
        this.in = new MessageReader(socket.received());
        this.port = socket.port();
    }

    int port() {
        return port;
    }

    /**
     * The error number of the first message that was refused; 0 if all of it took effect. At least one message must ask for
     * an acknowledgement.
     */
    int send(ByteBuffer batch) throws KernelException {
        socket.send(batch);
        int error = -1;
        while (socket.receive()) {
            in.reset();
            while (in.next()) {
                if (error <= 0 && in.type() == MessageReader.ERROR) {
                    error = in.error();
                }
            }
        }
        return error < 0 ? Errno.EAGAIN : error;
    }

    /** Sends a whole batch; its refusal is thrown, with the table that it is about. */
    void call(NftBatch batch, String asked, String table) throws KernelException {
        int error = send(batch.end());
        if (error != 0) {
            throw new KernelException(asked + " (table netdev " + table + ")", error, "");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
