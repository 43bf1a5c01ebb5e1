package dev.skein;

import dev.skein.config.Settings;
import dev.skein.revision.Replayed;
import dev.skein.transport.TlsProvider;
import java.util.function.Supplier;

/** Recent requests of this node, tried with other routes. */
final class Replays {
    private final Engine engine;

    Replays(Engine engine) {
        this.engine = engine;
    }

    /** What encrypts, for whoever compiles settings. */
    Supplier<TlsProvider> provider() {
        return engine.premises().provider();
    }

    Replayed replay(Settings now, Settings next) {
        return Replayed.NONE;
    }
}
