package dev.skein.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the other side of a connection have all that was written although it says nothing more (RFC 9112 §9.6), over epoll.
 * A socket of which nothing is to be heard leaves Netty's epoll set, and up to 4.2.20 its registration goes on as if it were
 * there: the first write that the kernel takes only a part of fails with ENOENT, and the rest is lost. Before each flush,
 * this says of such a socket that it has to be added again. On the connection's loop.
 */
@Sharable
public final class HalfClosed extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HalfClosed.class);
    private static final String EPOLL = "io.netty.channel.epoll.";
    private static final @Nullable HalfClosed EVERYWHERE = found();

    private final VarHandle interest;
    private final VarHandle registration;
    private final VarHandle inner;
    private final VarHandle state;
    private final Object added;
    private final Object pending;

    private HalfClosed() throws ReflectiveOperationException {
        Class<?> channel = Class.forName(EPOLL + "AbstractEpollChannel");
        Class<?> wrapper = Class.forName("io.netty.channel.SingleThreadIoEventLoop$IoRegistrationWrapper");
        Class<?> registered = Class.forName(EPOLL + "EpollIoHandler$DefaultEpollIoRegistration");
        Class<?> states = Class.forName(EPOLL + "EpollIoHandler$RegistrationState");
        MethodHandles.Lookup here = MethodHandles.lookup();
        MethodHandles.Lookup ofChannel = MethodHandles.privateLookupIn(channel, here);
        MethodHandles.Lookup ofRegistered = MethodHandles.privateLookupIn(registered, here);
        interest = ofChannel.findVarHandle(channel, "ops", EpollIoOps.class);
        registration = ofChannel.findVarHandle(channel, "registration", IoRegistration.class);
        inner = MethodHandles.privateLookupIn(wrapper, here)
                .findVarHandle(wrapper, "registration", IoRegistration.class);
        state = ofRegistered.findVarHandle(registered, "state", states);
        added = ofRegistered.findStaticVarHandle(states, "Added", states).get();
        pending = ofRegistered.findStaticVarHandle(states, "Pending", states).get();
    }

    private static @Nullable HalfClosed found() {
        try {
            return new HalfClosed();
        } catch (ReflectiveOperationException e) {
            LOG.warn("clients that close their side early may lose the end of long responses: {}", e.toString());
            return null;
        }
    }

    /** From now on: nothing more is heard on this connection, and there may be much to say. */
    public static void of(Channel channel) {
        if (EVERYWHERE != null
                && channel instanceof EpollSocketChannel
                && channel.pipeline().get(HalfClosed.class) == null) {
            channel.pipeline().addFirst(EVERYWHERE);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        EpollIoOps wanted = (EpollIoOps) interest.get(context.channel());
        if (wanted.value() == EpollIoOps.NONE.value()) {
            // One that was cancelled meanwhile stays so: its descriptor may be another connection's by now.
            state.compareAndSet(inner.get(registration.get(context.channel())), added, pending);
        }
        context.flush();
    }
}
