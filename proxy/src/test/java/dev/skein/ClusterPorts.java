package dev.skein;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Ports on loopback that nobody uses at the moment, for nodes of a cluster. */
public final class ClusterPorts {
    private ClusterPorts() {}

    /** Ports for grids, each with the next one free, too, for link and heartbeats. */
    public static int[] take(int count) {
        List<ServerSocket> open = new ArrayList<>();
        int[] ports = new int[count];
        try {
            for (int found = 0; found < count; ) {
                ServerSocket grid = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(grid);
                if (nextIsFree(grid.getLocalPort() + 1, open)) {
                    ports[found++] = grid.getLocalPort();
                }
            }
            for (ServerSocket socket : open) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stays open until all are found, so that no two nodes get the same. */
    private static boolean nextIsFree(int port, List<ServerSocket> open) throws SocketException {
        if (port > 65_535) {
            return false;
        }
        try (DatagramSocket beats = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            open.add(new ServerSocket(beats.getLocalPort(), 1, InetAddress.getLoopbackAddress()));
            return true;
        } catch (SocketException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
