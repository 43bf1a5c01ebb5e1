package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Addresses move from node to node under load, as an operator wishes, and because their holder stops: no request fails, fresh
 * or kept-alive, and never do two answer. {@code -Dskein.hand-overs=50} asks for more moves and prints a table.
 */
@Tag("lab")
class HandOverLabIT {
    private static final int MOVES = Integer.getInteger("skein.hand-overs", 5);
    private static final String V6 = "2001:db8:113:0:0:0:0:200";
    private static final String BOTH = """
        virtual-ips = [ { address = "203.0.113.200/24", interface = eth0 }
                        { address = "2001:db8:113::200/64", interface = eth0 } ]
        """;

    @TempDir
    Path directory;

    private final Map<String, List<ProbeReport>> reports = new TreeMap<>();
    private final StringBuilder failures = new StringBuilder();

    @Test
    void noRequestFailsWhenAnAddressMovesOrItsHolderStops() throws IOException {
        AnswerWatch.Report answers;
        AnswerWatch.Report answers6;
        try (AddressLab lab = new AddressLab(directory, BOTH);
                AnswerWatch watch6 = lab.watch("2001:db8:113::200")) {
            move(lab, V6, 1 + MOVES / 5).forEach(this::over);
            List<LabProcess> probers = move(lab, AddressLab.ADDRESS, MOVES);
            String victim = lab.holder(AddressLab.ADDRESS);
            part("stopped", AddressLab.ADDRESS, probers, lab, () -> lab.stop(victim));
            probers.forEach(this::over);
            answers = lab.finish();
            answers6 = watch6.finish();
        }
        reports.forEach(HandOverLabIT::print);
        assertThat(answers.doubled() + answers6.doubled())
                .as("%s, %s", answers, answers6)
                .isZero();
        reports.forEach((what, all) ->
                assertThat(all).as("%s: %s%s", what, all, failures).allMatch(report -> report.failed() == 0));
    }

    private void over(LabProcess prober) {
        prober.finish();
        failures.append('\n').append(Probing.failures(prober));
    }

    private List<LabProcess> move(AddressLab lab, String address, int times) {
        List<LabProcess> probers = List.of(lab.prober(address, "fresh"), lab.prober(address, "kept"));
        for (int move = 0; move < times; move++) {
            AddressLab.soon(() -> AddressLab.IDS.contains(lab.holder(address)));
            String from = lab.holder(address);
            String to = AddressLab.IDS.get((AddressLab.IDS.indexOf(from) + 1) % AddressLab.IDS.size());
            String what = address.contains(":") ? "moved, IPv6" : "moved";
            part(what, address, probers, lab, () -> lab.move(address, from, to));
        }
        return probers;
    }

    /** What both saw from before the holder was another one until a while after. */
    private void part(String what, String address, List<LabProcess> probers, AddressLab lab, Runnable move) {
        probers.forEach(Probing::part);
        String before = lab.holder(address);
        move.run();
        AddressLab.soon(() -> !lab.holder(address).equals(before));
        lab.awaitNothingRelayed(address);
        for (int kind = 0; kind < probers.size(); kind++) {
            ProbeReport report = Probing.part(probers.get(kind));
            reports.computeIfAbsent(what + (kind == 0 ? ", fresh" : ", kept-alive"), _ -> new ArrayList<>())
                    .add(report);
        }
    }

    private static void print(String what, List<ProbeReport> all) {
        System.out.printf(
                "hand-over %-24s %d times: %d requests, %d failed, %d slow, longest %d ms%n",
                what,
                all.size(),
                all.stream().mapToInt(ProbeReport::sent).sum(),
                all.stream().mapToInt(ProbeReport::failed).sum(),
                all.stream().mapToInt(report -> report.bad() - report.failed()).sum(),
                all.stream().mapToLong(ProbeReport::outageMillis).max().orElse(0));
    }
}
