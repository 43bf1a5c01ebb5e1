package dev.skein;

import dev.skein.config.Settings;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.util.concurrent.TimeUnit;

/** The graceful end: nobody new, and what is under way comes to its end. */
final class Farewell {
    private Farewell() {}

    /** Waits for that, as long as the settings allow. */
    static void say(Journal journal, Settings settings, Listeners listeners) throws InterruptedException {
        String id = settings.node().id();
        journal.add(EventKind.NODE_STOPPING, id, EventKind.NODE_STOPPING.meaning());
        TimeUnit.NANOSECONDS.sleep(settings.shutdown().delay().toNanos());
        listeners.close();
        listeners.drain(settings.shutdown().drainTimeout());
        journal.add(EventKind.NODE_STOPPED, id, EventKind.NODE_STOPPED.meaning());
    }
}
