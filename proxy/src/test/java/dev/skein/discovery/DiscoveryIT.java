package dev.skein.discovery;

import static dev.skein.discovery.NameServer.address;
import static dev.skein.discovery.NameServer.addresses;
import static dev.skein.discovery.NameServer.alias;
import static dev.skein.discovery.NameServer.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.discovery.NameServer.Reply;
import dev.skein.health.Moment;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryIT {
    private static final DnsName SHOP = DnsName.parse("shop.internal");
    private static final DnsName WEB = DnsName.parse("dns+srv://_http._tcp.web.internal");
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(400);

    @TempDir
    Path files;

    private NameServer server = server();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<Discovery> started = Collections.synchronizedList(new ArrayList<>());

    private final Discovery.Listener listener = new Discovery.Listener() {
        @Override
        public void addresses(DnsName name, List<ResolvedAddress> addresses) {
            told.add(name + " = "
                    + String.join(" ", addresses.stream().map(DiscoveryIT::text).toList()));
        }

        @Override
        public void failed(DnsName name, String reason, Moment since) {
            told.add(name + " failed: " + reason);
        }

        @Override
        public void recovered(DnsName name) {
            told.add(name + " recovered");
        }
    };

    @BeforeEach
    void systemFiles() throws IOException {
        Files.writeString(files.resolve("resolv.conf"), "search nowhere.test internal\noptions ndots:1\n");
        Files.writeString(files.resolve("hosts"), "192.0.2.7 printer # not a server\n::1 printer\n");
    }

    @AfterEach
    void closes() throws Exception {
        for (Discovery discovery : started) {
            discovery.close().get(10, TimeUnit.SECONDS);
        }
        server.close();
    }

    @Test
    void addressesOfBothFamiliesAreSortedAndToldOnce() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 60, "10.0.0.10", "10.0.0.9"));
        server.says("shop.internal.", "AAAA", addresses("shop.internal", 60, "2001:db8::1"));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9 10.0.0.10 2001:db8::1");
    }

    @ParameterizedTest
    @CsvSource({"IPV4, shop.internal. A", "IPV6, shop.internal. AAAA"})
    void onlyTheFamilyWantedIsAskedFor(DnsPolicy.Family family, String question) throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 60, "10.0.0.9"));
        server.says("shop.internal.", "AAAA", addresses("shop.internal", 60, "2001:db8::1"));
        DnsPolicy all = policy(PATIENT);
        start(new DnsPolicy(all.servers(), all.timeout(), all.minTtl(), all.maxTtl(), all.retry(), family, all.files()))
                .replace(Set.of(SHOP));
        next();
        assertThat(server.asked).containsExactly(question);
    }

    @Test
    void aNameIsLookedUpAgainAndOnlyAChangeIsTold() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.9", "10.0.0.10"));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9 10.0.0.10");

        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.10", "10.0.0.9"));
        int asked = server.asked.size();
        await().untilAsserted(() -> assertThat(server.asked).hasSizeGreaterThan(asked + 4));
        assertThat(told).isEmpty();

        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.11"));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.11");
    }

    @Test
    void aFailureKeepsTheAnswerAndIsToldOnceAndSoIsItsEnd() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.9"));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");

        server.says("shop.internal.", "A", Reply.code(NameServer.SERVFAIL));
        assertThat(next())
                .isEqualTo("shop.internal failed: server failure (SERVFAIL) from 127.0.0.1:"
                        + server.address().getPort());
        int asked = server.asked.size();
        await().untilAsserted(() -> assertThat(server.asked).hasSizeGreaterThan(asked + 4));
        assertThat(told).isEmpty();

        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.9"));
        assertThat(next()).isEqualTo("shop.internal recovered");
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.12"));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.12");
    }

    @Test
    void aNameThatDoesNotExistSaysSo() throws Exception {
        start(PATIENT).replace(Set.of(DnsName.parse("nobody.internal")));
        assertThat(next()).isEqualTo("nobody.internal failed: no such name (NXDOMAIN)");
    }

    @Test
    void aNameWithoutAddressesSaysSo() throws Exception {
        server.says("shop.internal.", "TXT", Reply.of());
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal failed: no addresses");
    }

    @Test
    void aServerThatIsSilentIsPassedOver() throws Exception {
        try (NameServer second = new NameServer()) {
            server.says("shop.internal.", "A", Reply.silence());
            server.says("shop.internal.", "AAAA", Reply.code(NameServer.REFUSED));
            second.says("shop.internal.", "A", addresses("shop.internal", 60, "10.0.0.9"));
            second.says("shop.internal.", "AAAA", addresses("shop.internal", 60, "2001:db8::1"));
            start(SOON, second.address()).replace(Set.of(SHOP));
            assertThat(next()).isEqualTo("shop.internal = 10.0.0.9 2001:db8::1");
        }
    }

    @Test
    void silenceOfAllServersIsNamed() throws Exception {
        server.says("shop.internal.", "A", Reply.silence());
        start(SOON).replace(Set.of(SHOP));
        assertThat(next())
                .isEqualTo("shop.internal failed: no answer from 127.0.0.1:"
                        + server.address().getPort() + " within 400 ms");
    }

    @Test
    void halfAnAnswerIsTakenAtFirstButTakesNothingAway() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.9"));
        server.says("shop.internal.", "AAAA", Reply.code(NameServer.SERVFAIL));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
        server.says("shop.internal.", "AAAA", addresses("shop.internal", 0, "2001:db8::1"));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9 2001:db8::1");
        server.says("shop.internal.", "AAAA", Reply.code(NameServer.SERVFAIL));
        assertThat(next()).startsWith("shop.internal failed: server failure (SERVFAIL)");
        server.says("shop.internal.", "AAAA", Reply.of());
        assertThat(next()).isEqualTo("shop.internal recovered");
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
    }

    @Test
    void aliasesAreFollowedAlsoWhereTheServerDoesNot() throws Exception {
        server.says(
                "shop.internal.",
                "A",
                Reply.of(alias("shop.internal", 60, "edge.internal"), alias("edge.internal", 60, "far.test")));
        server.says("far.test.", "A", addresses("far.test", 60, "10.0.0.9"));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
    }

    @Test
    void theShortestTtlOfAChainOfAliasesCounts() throws Exception {
        server.says(
                "shop.internal.",
                "A",
                Reply.of(alias("shop.internal", 0, "edge.internal"), address("edge.internal", 9999, "10.0.0.9")));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
        await().untilAsserted(() -> assertThat(Collections.frequency(server.asked, "shop.internal. A"))
                .isGreaterThan(3));
    }

    @Test
    void aRingOfAliasesEnds() throws Exception {
        server.says("shop.internal.", "A", Reply.of(alias("shop.internal", 60, "edge.internal")));
        server.says("edge.internal.", "A", Reply.of(alias("edge.internal", 60, "shop.internal")));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal failed: no addresses");
    }

    @Test
    void servicesGiveAddressesWithPortsPrioritiesAndWeights() throws Exception {
        server.says(
                "_http._tcp.web.internal.",
                "SRV",
                Reply.of(
                        service("_http._tcp.web.internal", 60, new int[] {0, 5, 8080}, "a.internal"),
                        service("_http._tcp.web.internal", 60, new int[] {10, 0, 65535}, "b.internal"),
                        service("_http._tcp.web.internal", 60, new int[] {10, 0, 80}, "gone.internal")));
        server.says("a.internal.", "A", addresses("a.internal", 60, "10.0.0.1"));
        server.says("b.internal.", "A", addresses("b.internal", 60, "10.0.0.2"));
        start(PATIENT).replace(Set.of(WEB));
        assertThat(next()).isEqualTo("dns+srv://_http._tcp.web.internal = 10.0.0.1:8080/0/5 10.0.0.2:65535/10/0");
    }

    @Test
    void aServiceThatIsDecidedlyNotOfferedFails() throws Exception {
        server.says(
                "_http._tcp.web.internal.",
                "SRV",
                Reply.of(service("_http._tcp.web.internal", 60, new int[] {0, 0, 0}, ".")));
        start(PATIENT).replace(Set.of(WEB));
        assertThat(next()).endsWith("failed: no target of its SRV records has an address");
    }

    @Test
    void aTargetThatCanNotBeLookedUpNowFailsTheWhole() throws Exception {
        server.says(
                "_http._tcp.web.internal.",
                "SRV",
                Reply.of(
                        service("_http._tcp.web.internal", 60, new int[] {0, 5, 8080}, "a.internal"),
                        service("_http._tcp.web.internal", 60, new int[] {0, 5, 8080}, "b.internal")));
        server.says("a.internal.", "A", addresses("a.internal", 60, "10.0.0.1"));
        server.says("b.internal.", "A", Reply.code(NameServer.SERVFAIL));
        start(PATIENT).replace(Set.of(WEB));
        assertThat(next()).contains(" failed: server failure (SERVFAIL)");
    }

    @Test
    void aTruncatedAnswerIsAskedForAgainByTcp() throws Exception {
        String[] many = new String[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.0.1." + i;
        }
        Reply whole = addresses("shop.internal", 60, many);
        server.says("shop.internal.", "A", new Reply(0, whole.records(), true));
        start(PATIENT).replace(Set.of(SHOP));
        assertThat(next()).startsWith("shop.internal = 10.0.1.0 ").endsWith(" 10.0.1.199");
    }

    @Test
    void aShortNameIsTriedWithTheSearchDomains() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 60, "10.0.0.9"));
        start(PATIENT).replace(Set.of(DnsName.parse("shop")));
        assertThat(next()).isEqualTo("shop = 10.0.0.9");
        assertThat(server.asked).contains("shop.nowhere.test. A").doesNotContain("shop. A");
    }

    @Test
    void theHostsFileComesFirstAndIsReadAgain() throws Exception {
        Discovery discovery = start(PATIENT);
        discovery.replace(Set.of(DnsName.parse("Printer")));
        assertThat(next()).isEqualTo("Printer = 192.0.2.7 ::1");
        assertThat(server.asked).isEmpty();
        Files.writeString(files.resolve("hosts"), "192.0.2.8 printer\n");
        discovery.lookUpNow(DnsName.parse("Printer"));
        assertThat(next()).isEqualTo("Printer = 192.0.2.8");
    }

    @Test
    void whatIsNoNameFailsAndTheOthersGoOn() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 60, "10.0.0.9"));
        Discovery discovery = start(PATIENT);
        discovery.replace(Set.of(DnsName.parse("a..b")));
        assertThat(next()).startsWith("a..b failed: ");
        discovery.replace(Set.of(DnsName.parse("a..b"), SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
    }

    @Test
    void nothingIsToldOfANameThatIsNoLongerWatchedAndKeptOnesAreNotToldAgain() throws Exception {
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.9"));
        server.says("bank.internal.", "A", addresses("bank.internal", 0, "10.0.0.5"));
        Discovery discovery = start(PATIENT);
        discovery.replace(Set.of(SHOP));
        assertThat(next()).isEqualTo("shop.internal = 10.0.0.9");
        discovery.replace(Set.of(SHOP, DnsName.parse("bank.internal")));
        assertThat(next()).isEqualTo("bank.internal = 10.0.0.5");

        discovery.replace(Set.of(DnsName.parse("bank.internal")));
        server.says("shop.internal.", "A", addresses("shop.internal", 0, "10.0.0.10"));
        server.says("bank.internal.", "A", addresses("bank.internal", 0, "10.0.0.6"));
        assertThat(next()).isEqualTo("bank.internal = 10.0.0.6");
        assertThat(told).isEmpty();
    }

    @Test
    void manyNamesAreLookedUpAndEachQuestionLeavesFromAPortOfItsOwn() throws Exception {
        List<DnsName> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "s" + i + ".internal";
            server.says(name + ".", "A", addresses(name, 60, "10.0.0." + i));
            names.add(DnsName.parse(name));
        }
        start(PATIENT).replace(names);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(next());
        }
        assertThat(all).doesNotHaveDuplicates().allMatch(line -> line.contains(" = 10.0.0."));
        assertThat(Set.copyOf(server.ports)).hasSizeGreaterThan(50);
    }

    private Discovery start(Duration timeout, InetSocketAddress... more) {
        return start(policy(timeout, more));
    }

    private Discovery start(DnsPolicy policy) {
        Discovery discovery = new Discovery(policy, Ticker.SYSTEM, listener);
        started.add(discovery);
        return discovery;
    }

    private DnsPolicy policy(Duration timeout, InetSocketAddress... more) {
        List<InetSocketAddress> servers = new ArrayList<>(List.of(server.address()));
        servers.addAll(List.of(more));
        return new DnsPolicy(
                servers,
                timeout,
                Duration.ofMillis(10),
                Duration.ofMinutes(1),
                Duration.ofMillis(10),
                DnsPolicy.Family.ANY,
                new DnsPolicy.Files(files.resolve("hosts"), files.resolve("resolv.conf")));
    }

    private String next() throws InterruptedException {
        @Nullable String next = told.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing was told" : next;
    }

    private static String text(ResolvedAddress one) {
        return one.port() == 0 ? one.host() : one.host() + ":" + one.port() + "/" + one.priority() + "/" + one.weight();
    }

    private static NameServer server() {
        try {
            return new NameServer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
