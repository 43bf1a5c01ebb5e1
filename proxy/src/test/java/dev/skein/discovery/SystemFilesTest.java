package dev.skein.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemFilesTest {
    @TempDir
    Path files;

    @Test
    void nameServersComeInTheirOrderAndGarbageIsPassedOver() throws IOException {
        assertThat(resolv("# made by hand\nnameserver 192.0.2.1\nnameserver\nnameserver x\n nameserver  ::1 ; old\n")
                        .servers())
                .extracting(DnsFailure::text)
                .containsExactly("192.0.2.1:53", "[0:0:0:0:0:0:0:1]:53");
    }

    @Test
    void withoutAFileTheMachineItselfIsAsked() {
        SystemFiles none = SystemFiles.read(new DnsPolicy.Files(files.resolve("none"), files.resolve("none")));
        assertThat(none.servers()).extracting(DnsFailure::text).containsExactly("127.0.0.1:53");
        assertThat(none.candidates("shop")).containsExactly("shop.");
        assertThat(none.addresses("shop")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop, 1, shop.a.test. shop.b.test. shop.",
        "shop.x, 1, shop.x. shop.x.a.test. shop.x.b.test.",
        "shop.x, 5, shop.x.a.test. shop.x.b.test. shop.x.",
        "shop, 0, shop. shop.a.test. shop.b.test.",
        "shop., 5, shop."
    })
    void aNameWithFewDotsIsSearchedForFirst(String name, int ndots, String candidates) throws IOException {
        SystemFiles system =
                resolv("domain old.test\nsearch a.test b.test.\noptions timeout:1 ndots:" + ndots + " rotate\n");
        assertThat(system.candidates(name)).containsExactly(candidates.split(" "));
    }

    @Test
    void aHostMayHaveSeveralNamesAndAddresses() throws IOException {
        Path hosts = Files.writeString(
                files.resolve("hosts"),
                "127.0.0.1 localhost me.test\n::1 LocalHost\n127.0.0.1 localhost\nx localhost\n");
        SystemFiles system = SystemFiles.read(new DnsPolicy.Files(hosts, files.resolve("none")));
        assertThat(system.addresses("localhost")).hasSize(2);
        assertThat(system.addresses("ME.test.")).hasSize(1);
    }

    private SystemFiles resolv(String text) throws IOException {
        Path resolv = Files.writeString(files.resolve("resolv.conf"), text);
        return SystemFiles.read(new DnsPolicy.Files(files.resolve("none"), resolv));
    }
}
