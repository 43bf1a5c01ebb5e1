package dev.skein.cluster;

import java.util.concurrent.CompletionStage;

/** The port to this node's grid, which besides carrying keeps and divides things for its members. */
public interface GridCarrier extends Carrier {
    /** Tells the listener of all pins that are kept. May wait. */
    void pins(SharedPins.Listener to);

    /**
     * Claims a part of something limited, in one step with what the others hold.
     *
     * @return what was granted; fails where nobody could be asked. Completes on any thread
     */
    CompletionStage<Long> claim(String limit, Claim claim);
}
