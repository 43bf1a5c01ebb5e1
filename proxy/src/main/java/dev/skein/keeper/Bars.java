package dev.skein.keeper;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which addresses this machine can't hold at present, and until when that is not tried again. Of the heartbeat's thread. */
final class Bars {
    private final Map<String, Long> refusedUntil = new HashMap<>();
    private final Set<String> unusable = new HashSet<>();

    /** The kernel refused it: it is left to others until then. */
    void refused(String resource, long until) {
        refusedUntil.put(resource, until);
    }

    void unusable(String device) {
        unusable.add(device);
    }

    void usable(String device) {
        unusable.remove(device);
    }

    /**
     * Those of all that can't be held now.
     *
     * @param guarded whether any interface can carry one
     */
    Set<String> of(Collection<KeptAddress> all, boolean guarded, long now) {
        refusedUntil.values().removeIf(until -> until - now <= 0);
        Set<String> barred = new HashSet<>();
        for (KeptAddress address : all) {
            boolean carried = address.isGuarded();
            if (refusedUntil.containsKey(address.resource())
                    || carried && (!guarded || unusable.contains(address.device()))) {
                barred.add(address.resource());
            }
        }
        return barred;
    }
}
