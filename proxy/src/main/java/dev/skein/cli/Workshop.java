package dev.skein.cli;

import dev.skein.cli.pki.AuthorityDirectory;
import dev.skein.cli.pki.NodeSpec;
import dev.skein.cli.pki.PkiException;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory and a configuration for a node that lives for the length of one command. */
record Workshop(Path directory) implements AutoCloseable {
    private static final int NEIGHBOURS = 50;
    private static final Duration CERTIFICATES = Duration.ofDays(365);

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
                  health { path = /healthz, interval = 3s, timeout = 2s }
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

    /** Makes certificates for a cluster of these nodes, and each one's own keys over what all include, that of {@link #write}. */
    List<Path> writeCluster(Path base, List<DemoNode> nodes) throws IOException {
        makeCertificates(nodes);
        String secret =
                Files.readString(directory.resolve("tls/cluster.secret")).strip();
        List<Path> files = new ArrayList<>();
        for (DemoNode node : nodes) {
            Path file = directory.resolve(node.id() + ".conf");
            Files.writeString(file, "include \"" + base.getFileName() + "\"\n" + clustered(node, nodes, secret));
            files.add(file);
        }
        return files;
    }

    private void makeCertificates(List<DemoNode> nodes) throws IOException {
        try {
            List<NodeSpec> specs = new ArrayList<>();
            for (DemoNode node : nodes) {
                specs.add(NodeSpec.parse(node.id() + "=127.0.0.1"));
            }
            Instant now = Instant.ofEpochMilli(Ticker.SYSTEM.epochMillis());
            var unused = AuthorityDirectory.init(directory.resolve("tls"), "demo", specs, CERTIFICATES, now);
        } catch (PkiException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private String clustered(DemoNode node, List<DemoNode> nodes, String secret) {
        String members =
                nodes.stream().map(one -> "\"127.0.0.1:" + one.grid() + "\"").collect(Collectors.joining(", "));
        String voters = nodes.stream().map(DemoNode::id).collect(Collectors.joining(", "));
        Path data = directory.resolve("data-" + node.id());
        return """
            skein {
              node { id = %1$s, data = "%2$s" }
              listeners.http.bind = "127.0.0.1:%3$d"
              admin.bind = "127.0.0.1:%4$d"
              cluster {
                name = demo, bind = "127.0.0.1", ports { grid = %5$d }
                members = [ %6$s ]
                voters = [ %7$s ], secret = "%8$s"
                tls { ca = tls/ca.pem, revoked = tls/revoked.pem, cert = tls/%1$s.pem, key = tls/%1$s.key }
              }
            }
            """.formatted(node.id(), data, node.proxy(), node.admin(), node.grid(), members, voters, secret);
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
