package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lab.Lab;
import dev.skein.lab.LabProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A machine that holds addresses and one that asks for them, for tests. */
final class VipBench implements AutoCloseable {
    static final String V4 = "203.0.113.200/24";
    static final String V6 = "2001:db8:113::200/128";
    static final String PORT = "8080";

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final Lab lab;
    LabProcess holding;

    VipBench(int nodes) {
        lab = Lab.up(nodes, 0);
        holding = hold("a");
    }

    /** How often, and when last, one kind of question was answered. */
    record Tally(long asked, long answered, long lastNanos) {}

    LabProcess hold(String place) {
        holding = lab.java(place, Holding.class);
        awaitLine(holding, "ready");
        return holding;
    }

    static void awaitLine(LabProcess process, String begin) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(process.lines()).anyMatch(line -> line.startsWith(begin)));
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    void order(String line) {
        holding.tell(line);
        awaitLine(holding, "ok " + line);
    }

    /** What it says instead of doing it. */
    String refused(String line) {
        holding.tell(line);
        awaitLine(holding, "no " + line);
        return lines("no " + line).getLast();
    }

    List<String> lines(String begin) {
        return holding.lines().stream().filter(line -> line.startsWith(begin)).toList();
    }

    String at(String place, String... command) {
        LabProcess process = lab.run(place, List.of(command));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !process.isAlive());
        return String.join("\n", process.lines());
    }

    /** Asks from the client, for an address that is answered. */
    LabProcess ask(String address) {
        String bare = bare(address);
        await().atMost(PATIENCE)
                .until(() -> at("client", "ping", "-c1", "-W1", bare).contains("1 received"));
        String neighbour = at("client", "ip", "neigh", "show", bare);
        String mac = Stream.of(neighbour.split(" "))
                .dropWhile(word -> !word.equals("lladdr"))
                .skip(1)
                .findFirst()
                .orElseThrow();
        LabProcess asking = lab.java("client", Asking.class, "eth0", bare, mac, PORT);
        awaitLine(asking, "ready");
        await().atMost(PATIENCE)
                .until(() -> tallies(asking).values().stream().allMatch(tally -> tally.answered() > 20));
        return asking;
    }

    static String bare(String address) {
        return address.substring(0, address.indexOf('/'));
    }

    static Tally tally(LabProcess asking, String kind) {
        return of(tallies(asking), kind);
    }

    static Tally of(Map<String, Tally> tallies, String kind) {
        return Objects.requireNonNull(tallies.get(kind), kind);
    }

    static Map<String, Tally> tallies(LabProcess asking) {
        int before = asking.lines().size();
        asking.tell("");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> asking.lines().size() > before);
        String[] words = asking.lines().get(before).split(" ", -1);
        Map<String, Tally> tallies = new TreeMap<>();
        for (int at = 1; at < words.length; at += 4) {
            tallies.put(
                    words[at],
                    new Tally(
                            Long.parseLong(words[at + 1]),
                            Long.parseLong(words[at + 2]),
                            Long.parseLong(words[at + 3])));
        }
        return tallies;
    }

    /** Asks a hundred times more of each kind; fails if anything is answered. */
    static void assertSilent(LabProcess asking) {
        Map<String, Tally> before = tallies(asking);
        await().atMost(PATIENCE)
                .until(() -> tallies(asking).values().iterator().next().asked()
                        > before.values().iterator().next().asked() + 100);
        tallies(asking)
                .forEach((kind, tally) -> assertThat(tally.answered())
                        .as("%s", kind)
                        .isEqualTo(of(before, kind).answered()));
    }

    /** Until a hundred questions of each kind in a row were not answered. */
    static void awaitSilent(LabProcess asking) {
        await().atMost(PATIENCE).untilAsserted(() -> assertSilent(asking));
    }

    static void awaitAnswers(LabProcess asking) {
        Map<String, Tally> before = tallies(asking);
        await().atMost(PATIENCE)
                .untilAsserted(() -> tallies(asking)
                        .forEach((kind, tally) -> assertThat(tally.answered())
                                .as("%s", kind)
                                .isGreaterThan(of(before, kind).answered())));
    }

    /** Until that many questions more of a {@link Chatting} were answered, or one of its connections failed. */
    static void awaitChat(LabProcess chatting, int more) {
        long before = chatted(chatting);
        until(() -> chatted(chatting) > before + more
                || chatting.lines().stream().anyMatch(line -> line.startsWith("failed")));
    }

    private static long chatted(LabProcess chatting) {
        return (long) chatting.ask("", "answers")[0];
    }

    @Override
    public void close() {
        lab.close();
    }
}
