package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Main;
import dev.skein.lab.AddressLab.Fault;
import dev.skein.lab.AddressLab.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and one address: with a third that only votes. */
@Tag("lab")
class PairLabIT {
    private static final List<String> TWO = List.of("a", "b");

    @TempDir
    Path directory;

    private static String other(String id) {
        return id.equals("a") ? "b" : "a";
    }

    /** Killed or cut off, the other one answers; and who is back is the other one again. */
    private static void follows(AddressLab lab, Fault fault) {
        String victim = lab.holder();
        lab.fail(fault, victim);
        AddressLab.soon(() -> lab.holder().equals(other(victim)));
        AddressLab.settle(Duration.ofSeconds(1));
        assertThat(lab.holder()).isEqualTo(other(victim));
        lab.mended(fault, victim);
    }

    @Test
    void withAWitnessTheOtherOneTakesOverAndNeverDoBothAnswer() throws IOException {
        try (AddressLab lab = AddressLab.of(directory, "", Shape.of(TWO, "c", Main.class))) {
            follows(lab, Fault.NODE_KILLED);
            follows(lab, Fault.CLUSTER_CUT);
            AnswerWatch.Report answers = lab.finish();
            assertThat(answers.doubled()).as("%s", answers).isZero();
        }
    }
}
