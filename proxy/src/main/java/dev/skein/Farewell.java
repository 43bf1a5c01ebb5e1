package dev.skein;

import dev.skein.config.Settings;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The graceful end: others take this node's addresses over, its clients hear with their next answers that they should connect
 * anew, nobody new is let in, and what is under way comes to its end, in time or by ours.
 */
final class Farewell {
    /** More than a hand-over takes, even of many addresses; what nobody could take by then ends with the node. */
    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    private Farewell() {}

    /** Clients of an address that goes to another node are told with their next answers, too, and ended after a while. */
    static void followHandOvers(@Nullable Majority majority, Listeners listeners) {
        if (majority != null) {
            majority.handedOver(listeners::retire, listeners::end);
        }
    }

    /** Waits for that, as long as the settings allow. */
    static void say(Journal journal, Settings settings, Listeners listeners, @Nullable Majority majority)
            throws InterruptedException {
        String id = settings.node().id();
        journal.add(EventKind.NODE_STOPPING, id, EventKind.NODE_STOPPING.meaning());
        if (majority != null) {
            majority.drain(HAND_OVER);
        }
        listeners.retire(null);
        TimeUnit.NANOSECONDS.sleep(settings.shutdown().delay().toNanos());
        listeners.close();
        listeners.drain(settings.shutdown().drainTimeout());
        journal.add(EventKind.NODE_STOPPED, id, EventKind.NODE_STOPPED.meaning());
    }
}
