package dev.skein.keeper;

import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this machine can carry: its kernel, once it is open, and which addresses are guarded. Of the heartbeat's thread. */
final class Ground implements AddressPort.Listener, AutoCloseable {
    /** How long an address that could not be put on is left to others. */
    private static final long BARRED = TimeUnit.SECONDS.toNanos(5);

    /** How often what could not be guarded is tried again. */
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(500);

    /** From there on a promise outlives what the kernel grants in whole seconds, so that no fence is needed. */
    private static final long CALM = Timing.CALM.promise();

    private final Ticker ticker;
    private final AddressPort.Opener opener;
    private final Consumer<String> note;
    private final Bars bars = new Bars();
    private List<KeptAddress> all = List.of();
    private @Nullable AddressPort port;
    private @Nullable String unguarded;
    private long guardedAt;

    Ground(Ticker ticker, AddressPort.Opener opener, Consumer<String> note) {
        this.ticker = ticker;
        this.opener = opener;
        this.note = note;
    }

    /** Guards these from now on. */
    void guard(Collection<KeptAddress> addresses) {
        all = List.copyOf(addresses);
        guard();
    }

    private void guard() {
        String before = unguarded;
        guardedAt = ticker.nanos();
        try {
            if (port == null && all.stream().anyMatch(one -> !one.isBy(KeptAddress.Carrier.HOOKS))) {
                port = opener.open(ticker, this);
            }
            unguarded = port == null
                    ? null
                    : port.guard(all.stream()
                            .filter(one -> !one.isBy(KeptAddress.Carrier.HOOKS))
                            .toList());
        } catch (IOException e) {
            unguarded = "virtual addresses can't be held: " + e.getMessage();
            close();
        }
        if (unguarded != null && !unguarded.equals(before)) {
            note.accept(unguarded);
        }
    }

    /** Who does what is to be done about it; null: this machine can't. */
    @Nullable
    AddressPort port(KeptAddress address) {
        return address.isBy(KeptAddress.Carrier.HOOKS) ? AddressPort.NOWHERE : port;
    }

    /** Those that this machine can't hold at present, with promises of that length. */
    Set<String> barred(Timing timing) {
        boolean guarded = port != null && (unguarded == null || timing.promise() >= CALM);
        return bars.of(all, guarded, ticker.nanos());
    }

    /** It could not be put on: left to others for a while. */
    void refused(String resource) {
        bars.refused(resource, ticker.nanos() + BARRED);
    }

    /** This machine's kernel, once it is open. */
    @Nullable
    AddressPort kernel() {
        return port;
    }

    /** What is due several times a second; whether more is due already. */
    boolean turn() {
        AddressPort to = port;
        boolean more = false;
        if (to != null) {
            try {
                more = to.turn();
            } catch (IOException e) {
                note("kernel: " + e.getMessage());
            }
        }
        // A killed predecessor's fence is its own for as long as the kernel takes to clear it away.
        if (unguarded != null && ticker.nanos() - guardedAt > AGAIN) {
            guard();
        }
        return more;
    }

    @Override
    public void unusable(String device, String why) {
        note(why);
        bars.unusable(device);
    }

    @Override
    public void usable(String device) {
        bars.usable(device);
    }

    @Override
    public void note(String line) {
        note.accept(line);
    }

    @Override
    public void close() {
        if (port != null) {
            port.close();
            port = null;
        }
    }
}
