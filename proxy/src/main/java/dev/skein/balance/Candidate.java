package dev.skein.balance;

import dev.skein.model.ServerKey;
import java.nio.charset.StandardCharsets;

/**
 * One server of a pool as a pick sees it. Immutable but for its {@link #load()}.
 *
 * @param key identity
 * @param id 64 bits of {@link Hash64} over the key: the same on every node and in every run; what hashing and pins use
 * @param weight configured or wished, 0 to 256; 0 takes bound sessions only
 * @param ramp how far slow start has come, 1 to {@value #FULL} (full); consistent hashing does not look at it
 * @param maxConnections most exchanges that may hold a place at once ({@link ServerLoad#tryAcquire}); 0 for no limit
 * @param zone zone of the server, empty if unknown
 * @param backup whether it is used only when too few others serve
 * @param standing what wish and finding allow
 * @param load its counters, carried over from set to set
 */
public record Candidate(
        ServerKey key,
        long id,
        int weight,
        int ramp,
        int maxConnections,
        String zone,
        boolean backup,
        Standing standing,
        ServerLoad load) {
    /** The ramp of a server that is not in slow start. */
    public static final int FULL = 256;

    public Candidate {
        require(weight >= 0 && weight <= 256, "weight", weight, "0 to 256");
        require(ramp >= 1 && ramp <= FULL, "ramp", ramp, "1 to 256");
        require(maxConnections >= 0, "max-connections", maxConnections, "at least 0");
    }

    /** A server of weight 1 without limit, zone or slow start, in good standing. */
    public static Candidate of(ServerKey key, ServerLoad load) {
        return new Candidate(key, idOf(key), 1, FULL, 0, "", false, Standing.GOOD, load);
    }

    /** The stable id of a server. */
    public static long idOf(ServerKey key) {
        byte[] text = (key.pool() + '\0' + key.server()).getBytes(StandardCharsets.UTF_8);
        return Hash64.of(text, 0, text.length);
    }

    public Candidate withWeight(int newWeight) {
        return new Candidate(key, id, newWeight, ramp, maxConnections, zone, backup, standing, load);
    }

    public Candidate withRamp(int newRamp) {
        return new Candidate(key, id, weight, newRamp, maxConnections, zone, backup, standing, load);
    }

    public Candidate withMaxConnections(int limit) {
        return new Candidate(key, id, weight, ramp, limit, zone, backup, standing, load);
    }

    public Candidate withZone(String newZone) {
        return new Candidate(key, id, weight, ramp, maxConnections, newZone, backup, standing, load);
    }

    public Candidate asBackup() {
        return new Candidate(key, id, weight, ramp, maxConnections, zone, true, standing, load);
    }

    public Candidate withStanding(Standing newStanding) {
        return new Candidate(key, id, weight, ramp, maxConnections, zone, backup, newStanding, load);
    }

    /** Weight with slow start: 0 to 65,536. */
    public int effectiveWeight() {
        return weight * ramp;
    }

    /** Whether requests that no session binds may go here. */
    public boolean acceptsNew() {
        return weight > 0 && standing.acceptsNew();
    }

    private static void require(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }
}
