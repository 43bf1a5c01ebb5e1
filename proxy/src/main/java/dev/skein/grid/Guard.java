package dev.skein.grid;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.Peer;
import dev.skein.grid.Session.Phase;
import dev.skein.grid.Session.Progress;
import dev.skein.model.Ticker;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/**
 * Stands in front of every channel of an instance, so that Hazelcast sees no byte of somebody who is not a member of the
 * cluster. Its last outbound handler is blocked until then, which also keeps Hazelcast's output threads from spinning on a
 * peer that accepts connections and answers nothing (hazelcast/hazelcast#26473).
 */
final class Guard {
    private static final long OPEN_WITHIN = TimeUnit.SECONDS.toNanos(5);
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final Doorkeeper doorkeeper;
    private final Ticker ticker;
    private final Executor tasks;
    private final Map<Session, Long> deadlines = new ConcurrentHashMap<>();
    private long generation;
    private long lookedAt;

    Guard(Doorkeeper doorkeeper, Ticker ticker, Executor tasks) {
        this.doorkeeper = doorkeeper;
        this.ticker = ticker;
        this.tasks = tasks;
        this.lookedAt = ticker.nanos();
    }

    /** The same as the delegate, behind the guard. */
    ChannelInitializer over(ChannelInitializer delegate) {
        return channel -> {
            Session session = new Session(doorkeeper, new ChannelWire(channel), tasks);
            deadlines.put(session, ticker.nanos() + OPEN_WITHIN);
            channel.addCloseListener(closed -> deadlines.remove(session));
            channel.inboundPipeline().addLast(new Inbound(session));
            delegate.initChannel(channel);
            channel.outboundPipeline().addLast(new Outbound(session));
        };
    }

    /** Closes what took too long, was refused, or would be refused by now; to be called a few times a second. */
    void look() {
        long now = ticker.nanos();
        NodeTrust trust = doorkeeper.trust();
        boolean again = trust != null && (trust.generation() != generation || now - lookedAt > LOOK_AGAIN);
        if (trust != null && again) {
            generation = trust.generation();
            lookedAt = now;
        }
        deadlines.forEach((session, deadline) -> {
            switch (session.phase()) {
                case HANDSHAKE, GREETING -> late(session, now - deadline);
                case REFUSED -> refused(session, deadline, now);
                case OPEN -> {
                    if (trust != null && again) {
                        judge(session, trust);
                    }
                }
            }
        });
    }

    private static void late(Session session, long by) {
        if (by > 0) {
            session.unfinished("it said nothing that would open the connection for 5 s");
            session.wire().close("not open after 5 s");
        }
    }

    /** The last words need their way: closed at once, with unread bytes left, the kernel would take them back. */
    private void refused(Session session, long deadline, long now) {
        if (deadline - now > LAST_WORDS) {
            deadlines.replace(session, now + LAST_WORDS);
        } else if (now - deadline > 0) {
            session.wire().close("refused");
        }
    }

    private void judge(Session session, NodeTrust trust) {
        SSLSession tls = session.tls();
        if (tls != null && trust.peer(tls) instanceof Peer.Refused refused) {
            doorkeeper.refused(session.wire().who(), refused.text());
            session.wire().close("not valid any more");
        }
    }

    private record ChannelWire(Channel channel) implements Wire {
        @Override
        public void wakeInbound() {
            channel.inboundPipeline().wakeup();
        }

        @Override
        public void wakeOutbound() {
            channel.outboundPipeline().wakeup();
        }

        @Override
        public InetSocketAddress remote() {
            return (InetSocketAddress) channel.remoteSocketAddress();
        }

        @Override
        public boolean isClient() {
            return channel.isClientMode();
        }

        @Override
        public void close(String reason) {
            if (channel.attributeMap().get(ServerConnection.class) instanceof ServerConnection connection) {
                connection.close(reason, null);
            } else {
                try {
                    channel.close();
                } catch (IOException e) {
                    // Then it is closed.
                    return;
                }
            }
            // The socket itself is closed when its selectors look up, which may else be seconds from now.
            wakeInbound();
            wakeOutbound();
        }
    }

    private static final class Inbound extends InboundHandler<ByteBuffer, ByteBuffer> {
        private final Session session;

        Inbound(Session session) {
            this.session = session;
        }

        @Override
        public void handlerAdded() {
            initSrcBuffer();
        }

        @Override
        public HandlerStatus onRead() throws IOException {
            src.flip();
            try {
                // To stop reading here would need a waking later; what can't go on yet stays in the buffer.
                return session.read(src, dst) == Progress.DIRTY ? HandlerStatus.DIRTY : HandlerStatus.CLEAN;
            } finally {
                src.compact();
            }
        }

        @Override
        public void interceptError(Throwable error) throws Throwable {
            if (error instanceof IOException) {
                session.unfinished("the connection ended while it was being opened");
            }
            if (session.phase() == Phase.REFUSED && !(error instanceof EOFException)) {
                // Told already, by whoever refused; Hazelcast is quiet about those.
                throw new EOFException("refused");
            }
            throw error;
        }
    }

    private static final class Outbound extends OutboundHandler<ByteBuffer, ByteBuffer> {
        private final Session session;

        Outbound(Session session) {
            this.session = session;
        }

        @Override
        public void handlerAdded() {
            initDstBuffer();
        }

        @Override
        public HandlerStatus onWrite() throws IOException {
            dst.compact();
            try {
                return switch (session.write(src, dst)) {
                    case CLEAN -> HandlerStatus.CLEAN;
                    case DIRTY -> HandlerStatus.DIRTY;
                    case BLOCKED -> HandlerStatus.BLOCKED;
                };
            } finally {
                dst.flip();
            }
        }
    }
}
