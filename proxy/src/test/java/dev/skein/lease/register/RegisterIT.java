package dev.skein.lease.register;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.lease.DurableFile.DamagedFileException;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers with their threads and files, joined by a link that is a map. Time runs five times as fast for them. */
class RegisterIT {
    private static final VoterSet ABC = VoterSet.configured(List.of("a", "b", "c"), false);

    @TempDir
    Path directory;

    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /** One running register, and what it told. */
    private final class Running implements RegisterLink, RegisterListener {
        final String name;
        final Register register;
        final List<Long> indexes = new CopyOnWriteArrayList<>();
        final List<String> notes = new CopyOnWriteArrayList<>();

        Running(String name, VoterSet configured) throws IOException {
            this.name = name;
            Files.createDirectories(directory.resolve(name));
            this.register =
                    Register.open(new Register.Parts(name, file(name), configured, this, this, new FastTicker()));
        }

        @Override
        public void send(String node, byte[] message) {
            Running to = running.get(node);
            if (to != null && running.get(name) == this) {
                to.register.received(name, message);
            }
        }

        @Override
        public Collection<String> peers() {
            return Set.copyOf(running.keySet());
        }

        @Override
        public void committed(Document before, Document after) {
            indexes.add(after.index());
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }

        Outcome put(String key, String value) {
            return register.put(key, Change.ANY, value.getBytes(UTF_8)).join();
        }

        String value(String key) {
            Document.Value value = register.document().value(key);
            return value == null ? "" : new String(value.bytes(), UTF_8);
        }

        void awaitValue(String key, String expected) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(value(key)).isEqualTo(expected));
        }
    }

    /** Five seconds a second. */
    private static final class FastTicker implements Ticker {
        @Override
        public long nanos() {
            return Ticker.SYSTEM.nanos() * 5;
        }

        @Override
        public long epochMillis() {
            return 0;
        }
    }

    private Path file(String name) {
        return directory.resolve(name).resolve("register");
    }

    private Running start(String name) throws IOException {
        Running node = new Running(name, ABC);
        running.put(name, node);
        node.register.start();
        return node;
    }

    /** Starts all three; their files are admitted when this returns. */
    private void formed() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            start(name);
        }
        running.values().forEach(RegisterIT::awaitVote);
    }

    private Running running(String name) {
        return Objects.requireNonNull(running.get(name), name);
    }

    private static void awaitVote(Running node) {
        await().atMost(Duration.ofSeconds(20)).until(node.register::votes);
    }

    private void stop(String name) {
        Running node = running.remove(name);
        if (node != null) {
            node.register.close();
        }
    }

    @AfterEach
    void stopAll() {
        Set.copyOf(running.keySet()).forEach(this::stop);
    }

    @Test
    void whatOneNodeWritesAllNodesSeeInOrder() throws IOException {
        formed();
        Running a = running("a");
        Running b = running("b");
        Running c = running("c");

        for (int i = 1; i <= 20; i++) {
            assertThat((i % 2 == 0 ? a : b).put("head", "revision " + i)).isInstanceOf(Outcome.Committed.class);
        }

        c.awaitValue("head", "revision 20");
        assertThat(c.indexes).isSorted().doesNotHaveDuplicates();
        assertThat(((Outcome.Committed) c.register.latest().join()).document().value("head"))
                .isNotNull();
    }

    @Test
    void aChangeThatExpectsSomethingElseIsRefused() throws IOException {
        Running a = start("a");
        Running b = start("b");
        a.put("head", "one");
        b.awaitValue("head", "one");
        long one = b.register.document().indexOf("head");
        a.put("head", "two");

        Outcome outcome = b.register.put("head", one, "three".getBytes(UTF_8)).join();

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome.toString()).contains("head was written by document").contains("(expected: " + one + ")");
        b.awaitValue("head", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void theClusterStartsColdFromDiskWithAnyOneNodeMissing(String missing) throws IOException {
        formed();
        running("a").put("wish", "drain");
        running.values().forEach(node -> node.awaitValue("wish", "drain"));
        stopAll();

        for (String name : List.of("a", "b", "c")) {
            if (!name.equals(missing)) {
                assertThat(start(name).value("wish")).isEqualTo("drain");
            }
        }

        for (Running node : running.values()) {
            assertThat(node.put("by " + node.name, "written")).isInstanceOf(Outcome.Committed.class);
        }
        String present = missing.equals("a") ? "b" : "a";
        start(missing).awaitValue("by " + present, "written");
    }

    @Test
    void withoutAMajorityNothingChangesButReadsGoOn() throws IOException {
        formed();
        Running a = running("a");
        a.put("wish", "drain");
        stop("b");
        stop("c");

        Outcome outcome = a.put("wish", "ready");

        assertThat(outcome).isInstanceOf(Outcome.NoMajority.class);
        assertThat(outcome.toString()).contains("1 of 3 voters agreed (expected: 2)");
        assertThat(a.value("wish")).isEqualTo("drain");
    }

    @Test
    void aLoneSurvivorGoesOnByForceAndTheOthersFollowWhenTheyAreBack() throws IOException {
        formed();
        Running a = running("a");
        a.put("wish", "drain");
        running("b").awaitValue("wish", "drain");
        stop("b");
        stop("c");

        a.register.force().join();
        assertThat(a.put("wish", "ready")).isInstanceOf(Outcome.Committed.class);
        Running b = start("b");
        b.awaitValue("wish", "ready");

        assertThat(b.register.document().voters().names()).containsExactly("a");
        assertThat(b.register.document().epoch()).isEqualTo(1);
        assertThat(a.register.addVoter("b").join()).isInstanceOf(Outcome.Committed.class);
        assertThat(a.register.document().voters().names()).containsExactly("a", "b");
    }

    @Test
    void aNodeIsReplacedOnARunningCluster() throws IOException {
        formed();
        Running a = running("a");
        a.put("wish", "drain");
        stop("c");
        Running d = start("d");
        d.awaitValue("wish", "drain");

        assertThat(a.register.addVoter("d").join()).isInstanceOf(Outcome.Committed.class);
        assertThat(a.register.removeVoter("c").join()).isInstanceOf(Outcome.Committed.class);

        assertThat(a.register.document().voters().names()).containsExactly("a", "b", "d");
        stop("b");
        assertThat(d.put("wish", "ready")).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void aNodeThatWasNeverHeardDoesNotBecomeAVoter() throws IOException {
        Running a = start("a");
        start("b");
        a.put("wish", "drain");

        assertThat(a.register.addVoter("x").join().toString()).contains("x was not heard yet");
    }

    @Test
    void aVoterThatLostItsDiskIsAdmittedAgain() throws IOException {
        formed();
        Running a = running("a");
        a.put("wish", "drain");
        running("c").awaitValue("wish", "drain");
        stop("c");
        Files.delete(file("c"));

        Running c = start("c");

        assertThat(c.register.fresh()).isTrue();
        c.awaitValue("wish", "drain");
        awaitVote(c);
        stop("b");
        await().atMost(Duration.ofSeconds(20)).until(() -> c.put("wish", "ready") instanceof Outcome.Committed);
    }

    @Test
    void aDamagedFileIsRefusedWithTheWayOut() throws IOException {
        Running a = start("a");
        start("b");
        a.put("wish", "drain");
        stopAll();
        byte[] content = Files.readAllBytes(file("a"));
        content[content.length / 2] ^= 1;
        Files.write(file("a"), content);

        assertThatThrownBy(() -> start("a"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file("a") + ": damaged: its checksum differs from its content; move it away");
    }

    @Test
    void aFullDiskRefusesChangesAndAnswersReads() throws IOException {
        Running a = start("a");
        Running b = start("b");
        a.put("wish", "drain");
        b.awaitValue("wish", "drain");
        // The next file can't be made, as on a full disk.
        Files.createDirectory(file("a").resolveSibling("register.next"));

        Outcome outcome = a.put("wish", "ready");

        assertThat(outcome).isNotInstanceOf(Outcome.Committed.class);
        assertThat(outcome.toString()).contains("a=DISK");
        assertThat(a.value("wish")).isEqualTo("drain");
        assertThat(a.notes).anyMatch(line -> line.contains("can't be written"));
        Files.delete(file("a").resolveSibling("register.next"));
        assertThat(a.put("wish", "ready")).isInstanceOf(Outcome.Committed.class);
        assertThat(a.register.trouble()).isNull();
    }

    @Test
    void anotherListOfVotersIsNoticed() throws IOException {
        Running a = start("a");
        Running other = new Running("b", VoterSet.configured(List.of("b", "x", "y"), false));
        running.put("b", other);
        other.register.start();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(a.notes)
                        .anyMatch(
                                line -> line.contains("node b is configured with other voters (expected: [a, b, c])")));
    }
}
