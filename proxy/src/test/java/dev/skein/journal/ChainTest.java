package dev.skein.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain on disk: goes on after a restart, is bounded, and shows who tampered with it where. */
class ChainTest {
    private static final ChainFile.Bounds SMALL = new ChainFile.Bounds(1500, 2);
    private static final ChainFile.Bounds LARGE = new ChainFile.Bounds(1 << 20, 2);

    @TempDir
    Path directory;

    private long now = 1_795_258_869_100L;

    private Path file() {
        return directory.resolve("a.jsonl");
    }

    private void write(ChainFile.Bounds bounds, int count) throws IOException {
        Ledger ledger = new Ledger(directory, "a", bounds, (node, text) -> {});
        ledger.open(now++);
        for (int i = 0; i < count; i++) {
            ledger.write(
                    new Event(i, Instant.ofEpochMilli(now++), EventKind.SERVER_UP, "shop/é", "\"time\" " + i, null));
        }
        ledger.flush();
        ledger.close();
    }

    private List<Finding> verify() throws IOException {
        return Verification.of(directory).findings();
    }

    @Test
    void aChainGoesOnAfterARestartAndFromFileToFile() throws IOException {
        write(LARGE, 3);
        write(LARGE, 3);
        assertThat(verify()).isEmpty();
        assertThat(Files.readAllLines(file()))
                .hasSize(7)
                .first()
                .asString()
                .startsWith("{\"joint\":\"a\",\"after\":\"0000");
        assertThat(Files.readAllLines(file()).getLast())
                .startsWith("{\"node\":\"a\",\"life\":" + (now - 4) + ",\"seq\":6,");
        for (int i = 0; i < 5; i++) {
            write(SMALL, 3);
        }
        assertThat(ChainFile.files(file()))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a.jsonl.2", "a.jsonl.1", "a.jsonl");
        for (Path file : ChainFile.files(file())) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(1500 + 150);
        }
        assertThat(verify()).isEmpty();
    }

    @Test
    void anAlteredLineShows() throws IOException {
        write(LARGE, 5);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(3, lines.get(3).replace("time", "tame"));
        Files.write(file(), lines);
        assertThat(verify()).singleElement().asString().contains("a.jsonl:4: line 3 does not follow");
    }

    @Test
    void aRemovedLineShows() throws IOException {
        write(LARGE, 5);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.remove(3);
        Files.write(file(), lines);
        assertThat(verify()).singleElement().asString().contains("a.jsonl:4: line 4 does not follow");
    }

    @Test
    void linesInAnotherOrderShow() throws IOException {
        write(LARGE, 5);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        Collections.swap(lines, 2, 3);
        Files.write(file(), lines);
        assertThat(verify()).isNotEmpty().allMatch(Finding::altered);
        assertThat(verify().getFirst().place()).endsWith("a.jsonl:3");
    }

    @Test
    void aLineOfAnotherNodeAndGarbageShow() throws IOException {
        write(LARGE, 2);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(1, lines.get(1).replace("\"node\":\"a\"", "\"node\":\"b\""));
        lines.add("garbage");
        Files.write(file(), lines);
        assertThat(verify())
                .extracting(Finding::text)
                .satisfiesExactly(
                        text -> assertThat(text).contains("a line of node b (expected: of node a)"),
                        text -> assertThat(text).contains("no line of a journal: garbage"));
    }

    @Test
    void aRemovedFileShows() throws IOException {
        for (int i = 0; i < 5; i++) {
            write(SMALL, 3);
        }
        Files.delete(directory.resolve("a.jsonl.1"));
        assertThat(verify()).singleElement().asString().contains("a.jsonl:1: the lines before are not those");
    }

    @Test
    void aLineThatWasBeingWrittenWhenTheProcessEndedIsCutOff() throws IOException {
        write(LARGE, 2);
        Files.writeString(file(), "{\"node\":\"a\",\"li", StandardOpenOption.APPEND);
        write(LARGE, 2);
        assertThat(verify()).isEmpty();
        assertThat(Files.readAllLines(file())).hasSize(5);
    }

    @Test
    void aClockThatWasSetBackDoesNotTurnTheOrderRound() throws IOException {
        write(LARGE, 2);
        now -= 1_000_000;
        write(LARGE, 2);
        List<Entry> entries = new ArrayList<>();
        ChainReader.read(ChainFile.files(file()), "a", (entry, previous) -> entries.add(entry));
        assertThat(entries).hasSize(4).isSorted();
    }

    @Test
    void aTextThatIsNoMomentIsRefused() {
        assertThat(HybridTime.text(HybridTime.parse("1795258869100.7"))).isEqualTo("1795258869100.7");
        for (String text : List.of("", "1", "1.x", "1.65536", "-1.0", "1.-1")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> HybridTime.parse(text))
                    .isInstanceOf(NumberFormatException.class);
        }
    }
}
