package dev.skein;

import dev.skein.transport.ServiceNotice;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What signals mean: TERM and INT stop gracefully and the second time at once, HUP reloads, USR1 opens log files anew. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int AT_ONCE = 130;

    private Signals() {}

    static void install(Runnable reload, Runnable stop, Runnable reopen) {
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable end = () -> {
            if (stopping.getAndSet(true)) {
                LOG.warn("stop: second signal, ending at once");
                Runtime.getRuntime().halt(AT_ONCE);
            }
            ServiceNotice.stopping();
            stop.run();
        };
        handle("TERM", end);
        handle("INT", end);
        handle("HUP", reload);
        handle("USR1", reopen);
    }

    /** By reflection: the JDK has no other way to hear of a signal, and javac warns of this one with no way to say yes. */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        throw new UnsupportedOperationException(method.getName());
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // The JVM keeps this signal for itself (-Xrs), or the system has none of the name.
            LOG.warn("signal {}: {}", name, e.toString());
        }
    }
}
