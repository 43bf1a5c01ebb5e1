package dev.skein.keeper;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Addresses that every node has, and routers choose: on the loopback interface while the node is well, for seconds at a time,
 * so that a keeper that stands still is not announced for long. Of the heartbeat's thread.
 */
final class Anycast {
    /** Well below the seconds that the kernel is told. */
    private static final long RENEWAL = TimeUnit.MILLISECONDS.toNanos(500);

    private final Ticker ticker;
    private final Ground ground;
    private final Consumer<String> note;
    private final Set<KeptAddress> on = new HashSet<>();
    private List<KeptAddress> all = List.of();
    private boolean well;
    private long renewedAt;
    private final Map<KeptAddress, String> failing = new HashMap<>();

    Anycast(Ticker ticker, Ground ground, Consumer<String> note) {
        this.ticker = ticker;
        this.ground = ground;
        this.note = note;
    }

    /** Those of these that routers choose. */
    void addresses(List<KeptAddress> kept) {
        List<KeptAddress> next = kept.stream()
                .filter(one -> one.isBy(KeptAddress.Carrier.LOOPBACK))
                .toList();
        List<KeptAddress> gone = new ArrayList<>(on);
        gone.removeAll(next);
        gone.forEach(this::drop);
        all = next;
        renew();
    }

    /** Whether the node is there and well. */
    void well(boolean now) {
        if (now == well) {
            return;
        }
        well = now;
        if (well) {
            renew();
        } else {
            List.copyOf(on).forEach(this::drop);
        }
    }

    void turn() {
        if (ticker.nanos() - renewedAt > RENEWAL) {
            renew();
        }
    }

    private void renew() {
        renewedAt = ticker.nanos();
        for (KeptAddress address : well ? all : List.<KeptAddress>of()) {
            AddressPort port = ground.port(address);
            if (port != null) {
                renew(address, port);
            }
        }
    }

    private void renew(KeptAddress address, AddressPort port) {
        try {
            port.loop(address);
            failing.remove(address);
            if (on.add(address)) {
                note.accept(address + ": on, for routers to be told");
            }
        } catch (IOException e) {
            String why = address + " can't be put on: " + e.getMessage();
            if (!why.equals(failing.put(address, why))) {
                note.accept(why);
            }
        }
    }

    private void drop(KeptAddress address) {
        on.remove(address);
        AddressPort port = ground.port(address);
        if (port == null) {
            return;
        }
        try {
            port.drop(address);
            note.accept(address + ": off, the node is not there or not well");
        } catch (IOException e) {
            note.accept(address + " could not be taken off, its time runs out: " + e.getMessage());
        }
    }
}
