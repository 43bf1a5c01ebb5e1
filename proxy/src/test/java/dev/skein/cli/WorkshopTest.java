package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkshopTest {

    @Test
    void aTakenPortIsPassedOver() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Workshop.freePort(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void theConfigurationNamesAllServersAndGoesWithItsDirectory() throws IOException {
        Path file;
        try (Workshop workshop = Workshop.open()) {
            file = workshop.write(1, 2, Map.of("red", 3));
            assertThat(file).content().contains("bind = \"127.0.0.1:1\"", "{ id = red, address = \"127.0.0.1:3\" }");
        }
        assertThat(Files.exists(file.getParent())).isFalse();
    }
}
