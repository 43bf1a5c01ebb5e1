package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.SelfSigned;
import dev.skein.lab.AddressLab.Fault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTP/3 at a virtual address: datagrams are not relayed, so a connection ends with its holder. Whoever has the address then
 * says so at once, by a reset with the key of all nodes (RFC 9000 §10.3), and the client connects anew.
 */
@Tag("lab")
class Http3LabIT {
    @TempDir
    Path directory;

    private String listener() throws Exception {
        SelfSigned own = SelfSigned.write(directory, "own", "a.test");
        return """
            listeners.https { bind = "0.0.0.0:8443"
              tls { protocols = [ h3, h2 ], certificates = [ { cert = "%s", key = "%s" } ] } }
            """.formatted(own.certificate(), own.key());
    }

    @Test
    void aClientIsToldByTheNextHolderWhetherTheAddressWasMovedOrItsHolderIsLost() throws Exception {
        String address = AddressLab.ADDRESS;
        try (AddressLab lab = AddressLab.withFront(directory, "", listener())) {
            LabProcess asker = lab.lab.java("client", QuicAsker.class, address, "8443");
            String first = lab.holder();
            await(asker, "steady 1");

            String second = AddressLab.IDS.get((AddressLab.IDS.indexOf(first) + 1) % AddressLab.IDS.size());
            lab.move(address, first, second);
            await(asker, "steady 2");
            AddressLab.soon(() -> lab.holder().equals(second));

            lab.fail(Fault.BOTH_KILLED, second);
            await(asker, "steady 3");
            assertThat(lab.finish().doubled()).isZero();

            List<String> ends = asker.lines().stream()
                    .filter(line -> !line.startsWith("steady"))
                    .toList();
            System.out.println("HTTP/3 at a virtual address: moved, lost: " + ends);
            assertThat(ends).hasSize(2).allMatch(line -> line.startsWith("told "));
        }
    }

    private static void await(LabProcess asker, String line) {
        try {
            AddressLab.soon(() -> asker.lines().contains(line));
        } catch (RuntimeException e) {
            throw new AssertionError(asker.lines().toString(), e);
        }
    }
}
