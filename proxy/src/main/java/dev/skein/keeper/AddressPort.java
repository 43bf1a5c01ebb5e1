package dev.skein.keeper;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What the keeper has the kernel do about addresses. Opened, called and closed on the heartbeat's thread only; nothing of it
 * waits for anything but the kernel.
 */
interface AddressPort extends AutoCloseable {

    /** For addresses that are on no interface. */
    AddressPort NOWHERE = new Nowhere();

    /** Told by {@link #turn} only. */
    interface Listener {
        /** Addresses on that interface can't be answered for, until {@link #usable}. */
        void unusable(String device, String why);

        void usable(String device);

        /** A line for the journal. */
        void note(String line);
    }

    /** Opens a port; by the heartbeat's thread. */
    interface Opener {
        AddressPort open(Ticker ticker, Listener listener) throws IOException;
    }

    /**
     * From now on this machine answers for none of those that are carried by an interface but what is {@link #take}n; what a former keeper left on is taken
     * off.
     *
     * @return null, or why the kernel does not guard them, so that only {@code calm} is safe
     */
    @Nullable
    String guard(Collection<KeptAddress> all) throws IOException;

    /** Answers for it until then, of the ticker, and tells the network. */
    void take(KeptAddress address, long until) throws IOException;

    /** Answers for it until then, of the ticker. */
    void renew(KeptAddress address, long until) throws IOException;

    /** Does not answer for it any more. Nothing happens if it didn't. */
    void drop(KeptAddress address) throws IOException;

    /**
     * Has it on the loopback interface for some seconds from now, which is where routers' daemons look; {@link #drop} takes it
     * off. To be called again and again.
     */
    void loop(KeptAddress address) throws IOException;

    /** For moving an address without a lost connection. */
    HandOverPort handOvers();

    /**
     * Hears what the kernel tells, and sends announcements that are due. Never waits.
     *
     * @return whether more is due already
     */
    boolean turn() throws IOException;

    @Override
    void close();
}
