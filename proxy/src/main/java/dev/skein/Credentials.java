package dev.skein;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.cluster.trust.TrustException;
import dev.skein.cluster.trust.TrustWatch;
import dev.skein.config.ClusterSettings;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By what a node of a cluster is known to the others, and knows them. */
final class Credentials {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private Credentials() {}

    /**
     * Reads them.
     *
     * @return null where nodes speak in clear text
     * @throws IOException naming the place in the configuration, the file and what is wrong with it
     */
    static @Nullable NodeTrust read(ClusterSettings wanted, String id, Ticker ticker) throws IOException {
        ClusterSettings.Tls tls = wanted.tls();
        if (tls == null) {
            return null;
        }
        try {
            TlsFiles files = new TlsFiles(tls.ca(), tls.cert(), tls.key(), tls.revoked());
            return NodeTrust.load(files, new NodeName(wanted.name(), id), ticker);
        } catch (TrustException e) {
            throw new IOException(tls.place() + ": skein.cluster.tls: " + e.getMessage(), e);
        }
    }

    /** Has the journal tell of renewed files, of those that can't be used, and of an end that is near. */
    static TrustWatch watch(NodeTrust trust, Journal journal, String id) {
        return TrustWatch.start(trust, LOOK, (kind, text) -> journal.add(kind(kind), id, text));
    }

    private static EventKind kind(TrustWatch.Kind kind) {
        return switch (kind) {
            case RENEWED -> EventKind.CERTIFICATE_LOADED;
            case REFUSED -> EventKind.CERTIFICATE_REFUSED;
            case EXPIRING, WARNING -> EventKind.CERTIFICATE_EXPIRING;
        };
    }
}
