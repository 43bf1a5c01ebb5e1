package dev.skein.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All metrics of the node, described in one place: Prometheus text and JSON are written from it. Others add families for
 * what they know, as health and configuration, before the first scrape. For any thread.
 */
public final class Catalogue {
    private final List<Family> families = new CopyOnWriteArrayList<>();

    /** What this package counts, and the process. */
    public static Catalogue of(Metrics metrics, LoopLag lag, AccessLog log) {
        Catalogue catalogue = new Catalogue();
        catalogue.add(TrafficFamilies.of(metrics));
        catalogue.add(ConnectionFamilies.of(metrics));
        catalogue.add(NodeFamilies.of(metrics, lag, log));
        catalogue.add(ProcessFamilies.all());
        return catalogue;
    }

    /**
     * Adds families.
     *
     * @throws IllegalArgumentException if a name is taken
     */
    public void add(List<Family> more) {
        for (Family family : more) {
            if (families.stream().anyMatch(known -> known.name().equals(family.name()))) {
                throw new IllegalArgumentException("family: " + family.name() + " (expected: a name not yet taken)");
            }
            families.add(family);
        }
    }

    /** All families, in the order in which they were added. */
    public List<Family> families() {
        return List.copyOf(families);
    }
}
