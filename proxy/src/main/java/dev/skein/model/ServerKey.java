package dev.skein.model;

/**
 * The identity of a server within its pool. Counters, health and wishes hang on it, so that they outlive reloads.
 *
 * @param pool name of the pool
 * @param server id of the server: as configured, else its address as written, plus {@code /address} for each one that a
 *     name was looked up to
 */
public record ServerKey(String pool, String server) {
    @Override
    public String toString() {
        return pool + "/" + server;
    }
}
