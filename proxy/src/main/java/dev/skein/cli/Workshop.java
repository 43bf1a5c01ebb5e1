package dev.skein.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A directory and a configuration for a node that lives for the length of one command. */
record Workshop(Path directory) implements AutoCloseable {
    private static final int NEIGHBOURS = 50;

    static Workshop open() throws IOException {
        return new Workshop(Files.createTempDirectory("skein-"));
    }

    /**
     * The wanted port if it is free, else one of the next ones, else any.
     *
     * @param wanted 0: any
     */
    static int freePort(int wanted) throws IOException {
        for (int port = wanted; wanted > 0 && port < Math.min(wanted + NEIGHBOURS, 65_536); port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one may be free.
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Writes a configuration with one pool, {@code samples}, before servers on the loopback address.
     *
     * @param servers ports by id
     */
    Path write(int port, int adminPort, Map<String, Integer> servers) throws IOException {
        StringBuilder list = new StringBuilder();
        servers.forEach(
                (id, server) -> list.append("        { id = %s, address = \"127.0.0.1:%d\" }\n".formatted(id, server)));
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = demo, data = "%s" }
              listeners { http { bind = "127.0.0.1:%d" } }
              pools {
                samples {
                  servers = [
            %s      ]
                  health { path = /healthz, interval = 1s, timeout = 500ms }
                }
              }
              routes = [ { name = everything, pool = samples } ]
              admin { bind = "127.0.0.1:%d" }
              access-log { output = stdout, format = combined }
              shutdown { delay = 0s, drain-timeout = 10s }
            }
            """.formatted(directory.resolve("data"), port, list, adminPort));
        return file;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies in the system's directory for temporary files, which is cleared in any case.
            return;
        }
    }
}
