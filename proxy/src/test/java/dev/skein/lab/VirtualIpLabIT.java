package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.AddressLab.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client sees of failures at the holder of a virtual address: how long nothing answers, and that never two do.
 * {@code -Dskein.failover.cycles=20} asks for more cycles of each failure and prints a table, {@code
 * -Dskein.failover.detection=fast} for other timings, {@code -Dskein.failover.faults=NODE_KILLED,BOTH_FROZEN} for some.
 */
@Tag("lab")
class VirtualIpLabIT {
    private static final int CYCLES = Integer.getInteger("skein.failover.cycles", 1);
    private static final String DETECTION = System.getProperty("skein.failover.detection", "normal");

    private static final String V6 = "2001:db8:113::200";
    private static final String BOTH = """
        virtual-ips = [ { address = "%s/24", interface = eth0, group = web }
                        { address = "%s/64", interface = eth0, group = web } ]
        """.formatted(AddressLab.ADDRESS, V6);

    @TempDir
    Path directory;

    @Test
    void neverDoTwoAnswerAndSomebodySoonDoes() throws IOException {
        Map<Fault, List<Long>> outages = new TreeMap<>();
        AnswerWatch.Report answers;
        AnswerWatch.Report answers6;
        try (AddressLab lab = new AddressLab(directory, "failure-detection = " + DETECTION + '\n' + BOTH);
                AnswerWatch watch6 = lab.watch(V6)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                for (Fault fault : Fault.wanted()) {
                    ProbeReport report = lab.cycle(fault);
                    outages.computeIfAbsent(fault, _ -> new ArrayList<>()).add(report.outageMillis());
                }
            }
            answers = lab.finish();
            answers6 = watch6.finish();
        }
        table(outages, answers, answers6);
        for (AnswerWatch.Report report : List.of(answers, answers6)) {
            assertThat(report.doubled()).as("%s", report).isZero();
            assertThat(report.answered()).as("%s", report).isGreaterThan(report.asked() / 3);
        }
        // Bounds far above what is usual: this says that it works, FAILOVER.md how well.
        outages.forEach((fault, all) -> assertThat(all).as("%s", fault).allMatch(millis -> millis < 20_000));
    }

    private static void table(Map<Fault, List<Long>> outages, AnswerWatch.Report answers, AnswerWatch.Report answers6) {
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "failover %s, %d cycles: %d questions, two answered %d; IPv6: %d, %d%n",
                DETECTION,
                CYCLES,
                answers.asked(),
                answers.doubled(),
                answers6.asked(),
                answers6.doubled());
        outages.forEach((fault, all) -> {
            List<Long> sorted = new ArrayList<>(all);
            Collections.sort(sorted);
            out.printf(
                    Locale.ROOT,
                    "failover %-17s median %5d  [%d-%d] of %d%n",
                    fault,
                    sorted.get(sorted.size() / 2),
                    sorted.getFirst(),
                    sorted.getLast(),
                    sorted.size());
        });
    }
}
