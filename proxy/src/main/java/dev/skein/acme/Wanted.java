package dev.skein.acme;

import dev.skein.config.AcmeSettings;
import dev.skein.config.ListenerSettings;
import dev.skein.config.Settings;
import dev.skein.config.TlsSettings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that the settings ask for.
 *
 * @param sets names by id
 */
record Wanted(AcmeSettings from, SortedMap<String, List<String>> sets) {

    /** Null where all certificates come from files. */
    static @Nullable Wanted of(Settings settings) {
        AcmeSettings from = settings.acme();
        SortedMap<String, List<String>> sets = new TreeMap<>();
        for (ListenerSettings listener : settings.listeners()) {
            TlsSettings tls = listener.tls();
            if (tls != null) {
                tls.certificates().stream()
                        .filter(TlsSettings.Certificate::acme)
                        .forEach(one -> sets.put(one.name(), one.hosts()));
            }
        }
        return from == null || sets.isEmpty() ? null : new Wanted(from, sets);
    }
}
