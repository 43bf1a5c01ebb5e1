package dev.skein;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports on loopback that nobody uses at the moment, for nodes of a cluster. They lie below those that the kernel gives by
 * itself to clients and to port 0, so that nobody else gets one before its node opens it, or while its node is away.
 */
public final class ClusterPorts {
    private static final int LOWEST = 20_000;
    private static final int SPAN = 12_000;
    /** Each process of tests begins elsewhere, and asks for none twice. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 24) * (SPAN / 24));

    private ClusterPorts() {}

    /** Ports for grids, each with the next one free, too, for link and heartbeats. */
    public static int[] take(int count) {
        int[] ports = new int[count];
        for (int found = 0, tried = 0; found < count; tried++) {
            if (tried > SPAN) {
                throw new IllegalStateException("no free ports from " + LOWEST + " on");
            }
            int port = LOWEST + Math.floorMod(NEXT.getAndAdd(2), SPAN);
            if (isFree(port) && isFree(port + 1)) {
                ports[found++] = port;
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (DatagramSocket beats = new DatagramSocket(null);
                ServerSocket grid = new ServerSocket()) {
            grid.bind(address);
            beats.bind(address);
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
