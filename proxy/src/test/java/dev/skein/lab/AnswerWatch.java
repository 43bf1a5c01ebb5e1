package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks from the client's place who answers for an address ({@code lab/answers.pl}): asks all every 5 ms, by ARP or neighbour
 * solicitation, and each machine that ever answered by
 * ping and by the first packet of a connection straight to its hardware address, as a client would that has it cached.
 *
 * <p>Two answered at the same time if one answered, another answered a question that was asked after that answer had come,
 * and the first answered again one that was asked after the second's had come, all within 150 ms, which is less than an
 * address stays anywhere. A machine that holds the asker up can't make it seem so: each answered between question and answer.
 */
final class AnswerWatch implements AutoCloseable {
    private static final Pattern REPORT = Pattern.compile("double (\\d+) asked (\\d+) answered (\\d+) by (.*)");

    private final LabProcess process;
    private final Map<String, String> places = new TreeMap<>();
    private final boolean begins;

    /** What was seen until the end: questions, those that were answered, and answers while another answered. */
    record Report(int doubled, int asked, int answered) {}

    /** @param port at which connections are begun, too; empty: nowhere, because not the holder alone takes them */
    AnswerWatch(Lab lab, List<String> nodes, String address, String port) {
        begins = !port.isEmpty();
        for (String node : nodes) {
            LabProcess mac = lab.run(node, List.of("cat", "/sys/class/net/eth0/address"));
            await().atMost(Duration.ofSeconds(10)).until(() -> !mac.lines().isEmpty());
            places.put(mac.lines().getFirst(), node);
        }
        process = lab.run("client", List.of("perl", "-e", script(), "eth0", address, port));
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(AnswerWatch.class.getResourceAsStream("/lab/answers.pl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who answered last; empty before the first answer. */
    String holder() {
        String last = "";
        for (String line : process.lines()) {
            if (line.startsWith("now ")) {
                last = places.getOrDefault(line.split(" ", -1)[1], last);
            }
        }
        assertThat(process.isAlive()).as("%s", process.lines()).isTrue();
        return last;
    }

    /** When the one that answers now did so first; nanoseconds of this machine's clock, as {@link System#nanoTime()}. */
    long since() {
        String last =
                process.lines().stream().filter(line -> line.startsWith("now ")).reduce("", (_, line) -> line);
        return Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
    }

    /** Answers so far while another answered. */
    int doubled() {
        return (int) process.lines().stream()
                .filter(line -> line.startsWith("double ") && !line.contains("asked"))
                .count();
    }

    Report finish() {
        process.finish();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !process.lines().isEmpty()
                        && REPORT.matcher(process.lines().getLast()).matches());
        Matcher found = REPORT.matcher(process.lines().getLast());
        assertThat(found.matches()).isTrue();
        assertThat(found.group(4)).isEqualTo(begins ? "all ping syn" : "all ping");
        return new Report(
                Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3)));
    }

    @Override
    public void close() {
        process.close();
    }
}
