package dev.skein.snapshot;

import dev.skein.balance.ServerLoad;
import dev.skein.health.OutlierCounter;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.ServerStats;

/**
 * One server as an exchange meets it after the pick.
 *
 * @param slot its number in the table of connection pools
 * @param host what {@code Host} says where the route replaces it: the address as written, ASCII
 * @param load counters of picks, shared with its candidate
 * @param outliers counts failures of live traffic
 * @param ties connections that end with it
 */
public record Server(
        ServerKey key,
        int slot,
        byte[] host,
        int maxConnections,
        ServerLoad load,
        ServerStats stats,
        OutlierCounter outliers,
        Ties ties) {

    /** Takes a place at the server, where these are counted; whether there was one. */
    public boolean tryPlace() {
        return maxConnections == 0 || load.tryAcquire(maxConnections);
    }
}
