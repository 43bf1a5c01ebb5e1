package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.config.SettingsReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a node warns of clients who can reach what is for nodes only. */
class ExposureTest {

    private static List<String> warnings(String cluster, String listener) throws SocketException {
        String text = """
            skein {
              listeners.http.bind = "%s:8080"
              routes = [ { name = all, respond { body = ok } } ]
              cluster { name = edge, bind = "%s", members = [ "%s" ], insecure = true }
            }
            """.formatted(listener, cluster, cluster);
        Loaded loaded = SettingsReader.readText(Path.of("x.conf"), text, Map.of("SKEIN_NODE", "a"));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        Settings settings = ((Loaded.Valid) loaded).settings();
        return Exposure.of(settings);
    }

    /** Of this machine, not loopback; empty where there is none. */
    private static String outward() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("");
    }

    @Test
    void aClusterOnTheInterfaceWhereClientsComeIsWarnedOf() throws SocketException {
        String own = outward();
        assumeThat(own).isNotEmpty();
        assertThat(warnings(own, own))
                .singleElement()
                .asString()
                .contains("skein.cluster.bind: " + own + " is on ", "where listeners.http takes clients");
    }

    @Test
    void whatClientsDoNotReachIsNot() throws SocketException {
        assertThat(warnings("127.0.0.1", "0.0.0.0")).isEmpty();
        String own = outward();
        assumeThat(own).isNotEmpty();
        assertThat(warnings(own, "127.0.0.1")).isEmpty();
    }
}
