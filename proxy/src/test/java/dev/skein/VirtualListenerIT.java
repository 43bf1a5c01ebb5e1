package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.harness.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of a node that does not have the cluster's virtual address: one for documentation (RFC 5737). */
class VirtualListenerIT {
    @TempDir
    Path directory;

    private static String virtual(String address) {
        return "skein.cluster.virtual-ips = [ { address = \"" + address + "/32\", mode = external } ]\n";
    }

    @Test
    void http3IsThereBeforeTheAddressComes() throws Exception {
        SelfSigned.write(directory, "own", "a.test");
        String listener = """
            skein.listeners.web { bind = "0.0.0.0:0"
              tls { protocols = [h3, h2], certificates = [ { cert = "%1$s/own.pem", key = "%1$s/own.key" } ] } }
            """.formatted(directory);
        try (Trio trio = new Trio(directory, virtual("198.51.100.77") + listener).start("a")) {
            assertThat(datagramSockets(trio.node("a").port("web"))).contains("4D6433C6", "0100007F");
        }
    }

    /** Local addresses of this process's network with that port, in the kernel's words: the last byte first. */
    private static List<String> datagramSockets(int port) throws IOException {
        String suffix = ":%04X".formatted(port);
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/self/net/udp", "/proc/self/net/udp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                int end = line.indexOf(suffix);
                if (end >= 8) {
                    found.add(line.substring(end - 8, end));
                }
            }
        }
        return found;
    }

    @Test
    void aListenerOfAVirtualAddressIsOpenOnTheNodesThatDoNotHaveIt() throws Exception {
        String bind = "skein.listeners.web { bind = \"198.51.100.77:0\" }\n";
        try (Trio trio = new Trio(Files.createDirectory(directory.resolve("virtual")), virtual("198.51.100.77") + bind)
                .start("a")) {
            assertThat(trio.node("a").address("web").getAddress().getHostAddress())
                    .isEqualTo("198.51.100.77");
        }
        Trio other = new Trio(Files.createDirectory(directory.resolve("other")), virtual("198.51.100.78") + bind);
        assertThatThrownBy(() -> other.start("a"))
                .hasMessageContaining("bind: 198.51.100.77:0 (this machine has no such address)");
    }
}
