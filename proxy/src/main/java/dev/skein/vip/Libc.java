package dev.skein.vip;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few functions of the C library that sockets of the kernel's own families need. Each returns what C returns, or the
 * error number negated; {@code state} is {@link #stateLayout()} of the caller's own, so that nothing is allocated by call.
 */
@SuppressWarnings("restricted") // calls of native code are what this class is for
final class Libc {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int SOL_NETLINK = 270;
    static final short POLLIN = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERROR =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GET_NAME =
            find("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SET_OPTION =
            find("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND_TO =
            find("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECEIVE =
            find("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle POLL =
            find("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENT_FD = find("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle EVENT_WRITE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("eventfd_write"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle EVENT_READ = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("eventfd_read"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private Libc() {}

    private static MethodHandle find(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    static MemoryLayout stateLayout() {
        return Linker.Option.captureStateLayout();
    }

    static int socket(MemorySegment state, int family, int type, int protocol) {
        try {
            return orError((int) SOCKET.invokeExact(state, family, type, protocol), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int bind(MemorySegment state, int socket, MemorySegment address) {
        try {
            return orError((int) BIND.invokeExact(state, socket, address, (int) address.byteSize()), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int name(MemorySegment state, int socket, MemorySegment address, MemorySegment length) {
        try {
            return orError((int) GET_NAME.invokeExact(state, socket, address, length), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int option(MemorySegment state, int socket, int option, MemorySegment value) {
        try {
            return orError(
                    (int) SET_OPTION.invokeExact(state, socket, SOL_NETLINK, option, value, (int) value.byteSize()),
                    state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** To whom the socket is bound if {@code to} is {@link MemorySegment#NULL}. */
    static int send(MemorySegment state, int socket, MemorySegment bytes, MemorySegment to) {
        try {
            long sent = (long)
                    SEND_TO.invokeExact(state, socket, bytes, bytes.byteSize(), MSG_DONTWAIT, to, (int) to.byteSize());
            return orError((int) sent, state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Never waits: EAGAIN, negated, if there is nothing. */
    static int receive(MemorySegment state, int socket, MemorySegment into) {
        try {
            long got = (long) RECEIVE.invokeExact(state, socket, into, into.byteSize(), MSG_DONTWAIT);
            return orError((int) got, state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int poll(MemorySegment state, MemorySegment all, int count, int millis) {
        try {
            return orError((int) POLL.invokeExact(state, all, (long) count, millis), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int close(MemorySegment state, int descriptor) {
        try {
            return orError((int) CLOSE.invokeExact(state, descriptor), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int eventDescriptor(MemorySegment state) {
        try {
            return orError((int) EVENT_FD.invokeExact(state, 0, SOCK_CLOEXEC), state);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Needs no state: may be called by any thread; fails only if 2⁶⁴ signals wait. */
    static int signal(int eventDescriptor) {
        try {
            return (int) EVENT_WRITE.invokeExact(eventDescriptor, 1L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Takes all signals; waits if there is none. */
    static int takeSignals(int eventDescriptor, MemorySegment count) {
        try {
            return (int) EVENT_READ.invokeExact(eventDescriptor, count);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static int orError(int result, MemorySegment state) {
        return result >= 0 ? result : -(int) ERROR.get(state, 0L);
    }

    /** The functions take no call-backs, so nothing is thrown but by a wrong shape, which no test would survive. */
    private static IllegalStateException impossible(Throwable thrown) {
        return new IllegalStateException("a call of the C library", thrown);
    }
}
