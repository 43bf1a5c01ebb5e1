package dev.skein.keeper;

import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the kernel which connections there are, by a thread of its own, because that takes milliseconds where there are many:
 * for the other nodes once a second, and for addresses that this node only serves until none is left.
 */
final class Rollcall implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final int LOOKS = 4;
    /** What has not changed is said again after so many seconds: a peer may have come since. */
    private static final int AGAIN = 5;

    private final Ticker ticker;
    private final HandOverPort port;
    private final Listener listener;
    private final Consumer<byte[]> told;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Set<KeptAddress> held = Set.of();
    private volatile Set<KeptAddress> served = Set.of();
    private volatile boolean anew;
    private byte[] last = {};
    private int quiet;

    /** Told by the thread. */
    interface Listener {
        /** So many connections were open at that time, of the ticker. */
        void counted(KeptAddress address, int open, long at);

        void note(String line);
    }

    /** @param told takes the connections of all that is held or served, as {@link FlowCodec} writes them */
    Rollcall(Ticker ticker, HandOverPort port, Listener listener, Consumer<byte[]> told) {
        this.ticker = ticker;
        this.port = port;
        this.listener = listener;
        this.told = told;
        Thread.ofPlatform().name("skein-rollcall").daemon().start(this::run);
    }

    /** Whose connections are asked for; {@code former}: addresses that this node held before. */
    void of(Set<KeptAddress> now, Set<KeptAddress> former) {
        held = now;
        served = former;
    }

    /** Says it again with the next look, changed or not: somebody listens who may have missed it. */
    void again() {
        anew = true;
    }

    private void run() {
        try {
            for (int look = 0; !over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
                try {
                    look(look % LOOKS == 0);
                } catch (IOException e) {
                    listener.note("kernel: connections: " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean tell) throws IOException {
        for (KeptAddress address : served) {
            long at = ticker.nanos();
            listener.counted(address, port.connections(address, true).size(), at);
        }
        if (tell) {
            Map<InetAddress, List<Flow>> all = new HashMap<>();
            for (Set<KeptAddress> set : List.of(held, served)) {
                for (KeptAddress address : set) {
                    all.put(address.address(), port.connections(address, false));
                }
            }
            tell(FlowCodec.write(all));
        }
    }

    private void tell(byte[] flows) {
        boolean asked = anew;
        anew = false;
        if (Arrays.equals(flows, last) && ++quiet < AGAIN && !asked) {
            return;
        }
        // An empty list is news once, unless somebody may have missed it.
        if (flows.length > 0 || last.length > 0 || asked) {
            told.accept(flows);
        }
        last = flows;
        quiet = 0;
    }

    @Override
    public void close() {
        over.countDown();
    }
}
