package dev.skein;

import dev.skein.config.NodeSettings;
import dev.skein.transport.TlsProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What encrypts on this node: chosen, and told in the log, when somebody needs it for the first time. Any thread. */
final class TlsChoice implements Supplier<TlsProvider> {
    private static final Logger LOG = LoggerFactory.getLogger(TlsChoice.class);

    private final NodeSettings.TlsProvider wanted;
    private @Nullable TlsProvider chosen;

    TlsChoice(NodeSettings.TlsProvider wanted) {
        this.wanted = wanted;
    }

    @Override
    public synchronized TlsProvider get() {
        TlsProvider known = chosen;
        if (known == null) {
            known = TlsProvider.choose(wanted.name());
            LOG.info("TLS by {} ({})", known.name(), known.reason());
            chosen = known;
        }
        return known;
    }
}
