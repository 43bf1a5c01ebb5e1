package dev.skein.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.Answer;
import dev.skein.lease.Ask;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is believed about a datagram: its window, its seal, its form. */
class DatagramTest {
    private static final HeartbeatKeys KEYS = HeartbeatKeys.derived("a secret that is long enough", "edge");
    private static final Beat BEAT = new Beat(
            "node-ä",
            1,
            2,
            3,
            4,
            Beat.DRAINING,
            5,
            6,
            List.of(new Ask(Ask.Kind.HAND_OVER, 7, 8, 500_000_000, 9)),
            10,
            List.of(new Answer(11, Answer.Verdict.STALE, 12, 13, 14_000)),
            List.of(new Answer(15, Answer.Verdict.TOLD, 16, 17, 18_000)),
            List.of(new Standing(19, 0xfe00_5e10_0001L, Standing.Kind.SERVING, 20)));

    @Test
    void eachNumberCountsOnceInAnyOrderWithinTheWindow() {
        ReplayWindow window = new ReplayWindow();
        assertThat(window.take(10)).isTrue();
        assertThat(window.take(8)).isTrue();
        assertThat(window.take(8)).isFalse();
        assertThat(window.take(10)).isFalse();
        assertThat(window.take(74)).isTrue();
        assertThat(window.take(10)).isFalse();
        assertThat(window.take(11)).isTrue();
        assertThat(window.take(1_000)).isTrue();
        assertThat(window.take(936)).isFalse();
        assertThat(window.take(937)).isTrue();
        assertThat(window.take(0)).isFalse();
        assertThat(window.take(-5)).isFalse();
    }

    @Test
    void aSealedDatagramOpensAndReadsTheSame() {
        ByteBuffer datagram = sealed();
        assertThat(new Seal(KEYS).open(datagram)).isNull();
        assertThat(BeatCodec.read(datagram)).isEqualTo(BEAT);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        int length = sealed().limit();
        for (int i = 0; i < length; i++) {
            ByteBuffer datagram = sealed();
            datagram.put(i, (byte) (datagram.get(i) ^ 1));
            assertThat(new Seal(KEYS).open(datagram)).as("byte " + i).isNotNull();
        }
    }

    @Test
    void anOldKeyOpensWhileItIsInTheRing() {
        byte[] next = new byte[32];
        HeartbeatKeys rotated = new HeartbeatKeys(1, Map.of(1, next));
        assertThat(new Seal(rotated).open(sealed())).isEqualTo("unknown key");
        Seal seal = new Seal(rotated);
        seal.keys(KEYS);
        assertThat(seal.open(sealed())).isNull();
    }

    @Test
    void garbageNeitherOpensNorReads() {
        Random random = new Random(1);
        Seal seal = new Seal(KEYS);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(seal.open(ByteBuffer.wrap(bytes))).isNotNull();
            BeatCodec.read(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void aFullDatagramFitsIntoAnEthernetFrame() {
        ByteBuffer out = ByteBuffer.allocate(4_096);
        Ask ask = new Ask(Ask.Kind.PROMISE, 1, 2, 3_000, 4);
        Answer answer = new Answer(1, Answer.Verdict.TOLD, 2, 3, 4_000);
        Seal seal = new Seal(KEYS);
        seal.begin(out);
        BeatCodec.write(
                out,
                new Beat(
                        "n".repeat(64),
                        1,
                        2,
                        3,
                        4,
                        0,
                        5,
                        6,
                        Collections.nCopies(Beat.MOST_ENTRIES, ask),
                        7,
                        List.of(),
                        Collections.nCopies(Beat.MOST_ENTRIES, answer),
                        Collections.nCopies(Beat.MOST_ENTRIES, new Standing(1, 2, Standing.Kind.ABLE, 3))));
        seal.end(out);
        assertThat(out.limit()).isLessThanOrEqualTo(1_400);
    }

    @Test
    void anOlderBuildsDatagramHasNoStandingsAndANewerOnesSectionsAreLeftOut() {
        ByteBuffer out = ByteBuffer.allocate(4_096);
        BeatCodec.write(out, BEAT);
        int standings = 3 + 23;
        int section = out.position() - standings;
        ByteBuffer older = out.duplicate().flip().limit(section);
        assertThat(BeatCodec.read(older)).extracting(Beat::standings).isEqualTo(List.of());

        byte[] known = new byte[standings];
        out.get(section, known);
        out.position(section)
                .put((byte) 99)
                .putShort((short) 5)
                .put(new byte[5])
                .put(known);
        assertThat(BeatCodec.read(out.flip())).isEqualTo(BEAT);

        out.put(out.limit() - standings + 3 + 8, (byte) 77);
        assertThat(BeatCodec.read(out.rewind()))
                .as("a kind of a newer build")
                .extracting(Beat::standings)
                .isEqualTo(List.of());
    }

    private static ByteBuffer sealed() {
        ByteBuffer out = ByteBuffer.allocate(4_096);
        Seal seal = new Seal(KEYS);
        seal.begin(out);
        BeatCodec.write(out, BEAT);
        seal.end(out);
        return out;
    }
}
