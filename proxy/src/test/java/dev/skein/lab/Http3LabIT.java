package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.SelfSigned;
import dev.skein.lab.AddressLab.Fault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/3 at a virtual address: datagrams are not relayed, so a connection ends with its holder. Whoever has the address then
 * says so at once, by a reset with the key of all nodes (RFC 9000 §10.3), and the client connects anew.
 */
@Tag("lab")
class Http3LabIT {
    @TempDir
    Path directory;

    private String listener(String host) throws Exception {
        SelfSigned own = SelfSigned.write(directory, "own", "a.test");
        return """
            listeners.https { bind = "%s:8443"
              tls { protocols = [ h3, h2 ], certificates = [ { cert = "%s", key = "%s" } ] } }
            """.formatted(host, own.certificate(), own.key());
    }

    /** @param host that is bound: all addresses, or just the one that two of three nodes do not have */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", AddressLab.ADDRESS})
    void aClientIsToldByTheNextHolderWhetherTheAddressWasMovedOrItsHolderIsLost(String host) throws Exception {
        String address = AddressLab.ADDRESS;
        try (AddressLab lab = AddressLab.withFront(directory, "", listener(host))) {
            LabProcess asker = lab.lab.java("client", QuicAsker.class, address, "8443");
            String first = lab.holder();
            await(asker, "steady 1");

            String second = AddressLab.IDS.get((AddressLab.IDS.indexOf(first) + 1) % AddressLab.IDS.size());
            lab.move(address, first, second);
            await(asker, "steady 2");
            AddressLab.soon(() -> lab.holder().equals(second));

            lab.fail(Fault.BOTH_KILLED, second);
            await(asker, "steady 3");
            assertThat(overTcp(lab, "https://" + address + ":8443/")).isEqualTo("200");
            assertThat(lab.finish().doubled()).isZero();

            List<String> ends = asker.lines().stream()
                    .filter(line -> !line.startsWith("steady"))
                    .toList();
            System.out.println("HTTP/3 at a virtual address, " + host + " bound: moved, lost: " + ends);
            assertThat(ends).hasSize(2).allMatch(line -> line.startsWith("told "));
        }
    }

    private static String overTcp(AddressLab lab, String url) {
        List<String> command = List.of("curl", "-sk", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}\n", url);
        LabProcess curl = lab.lab.run("client", command);
        AddressLab.soon(() -> !curl.lines().isEmpty());
        return curl.lines().getFirst();
    }

    private static void await(LabProcess asker, String line) {
        try {
            AddressLab.soon(() -> asker.lines().contains(line));
        } catch (RuntimeException e) {
            throw new AssertionError(asker.lines().toString(), e);
        }
    }
}
