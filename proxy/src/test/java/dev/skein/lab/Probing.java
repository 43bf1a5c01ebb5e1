package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;

/** What is asked of a {@link Prober} that runs somewhere in a bench. */
final class Probing {
    /**
     * Longer than any other work of the machine takes its processors away: where none may fail, only a refusal, a reset or no
     * answer at all counts, and not how fast the machine is.
     */
    static final Duration PATIENT = Duration.ofSeconds(15);

    /** As in the measurements that ours are compared with. */
    static final Duration IMPATIENT = Duration.ofSeconds(2);

    private static final Duration STEADY = Duration.ofMillis(700);

    private Probing() {}

    /** What it saw since the last time. */
    static ProbeReport part(LabProcess prober) {
        return ProbeReport.of(prober.ask("part", "part"));
    }

    /**
     * Waits until all answers have come quickly for a while. The first requests load classes, in the prober and in the nodes,
     * and where other work has the processors too they pile up: what is asked from here on tells of what the test does.
     */
    static void awaitSteady(LabProcess prober) {
        part(prober);
        AddressLab.soon(() -> {
            AddressLab.settle(STEADY);
            ProbeReport report = part(prober);
            return report.sent() > 0 && report.bad() == 0;
        });
    }

    /** Ends it; what it saw in all. */
    static ProbeReport end(LabProcess prober) {
        prober.finish();
        AddressLab.soon(() -> prober.lines().stream().anyMatch(line -> line.startsWith("report")));
        return ProbeReport.parse(prober.lines().getLast());
    }

    /** Ends it, and says of each request that failed why it did. */
    static void assertNoneFailed(String what, LabProcess prober) {
        ProbeReport report = end(prober);
        System.out.printf("%s: %s%n", what, report);
        assertThat(report.sent()).isPositive();
        assertThat(report.failed()).as(() -> what + '\n' + failures(prober)).isZero();
    }

    /** A line for each request that failed. */
    static String failures(LabProcess prober) {
        return prober.lines().stream()
                .filter(line -> line.startsWith("failed "))
                .collect(Collectors.joining("\n"));
    }
}
