package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VerdictMemoryTest {
    private static final Verdict YES = new Verdict.Granted(new byte[0], new long[0]);
    private static final Verdict NO = new Verdict.Refused(false, new byte[0], "no");

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final VerdictMemory memory = new VerdictMemory(64, work::add);
    private final Scratch scratch = new Scratch();
    private final List<Verdict> told = new ArrayList<>();

    private Digest digest(int number) {
        scratch.digest(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)}, 0, 3);
        return scratch.key();
    }

    private void find(int number, long now, Verdict verdict, long until) {
        memory.find(digest(number), now, () -> new VerdictMemory.Timed(verdict, until), told::add);
        work.remove().run();
    }

    @Test
    void aVerdictIsRememberedForItsTime() {
        find(1, 100, YES, 200);
        assertThat(memory.find(digest(1).bytes(), 199)).isSameAs(YES);
        assertThat(memory.find(digest(1).bytes(), 200)).isNull();
        assertThat(memory.find(digest(2).bytes(), 100)).isNull();
    }

    @Test
    void manyAsksAreOneLook() {
        AtomicInteger looks = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            memory.find(
                    digest(1),
                    0,
                    () -> {
                        looks.incrementAndGet();
                        return new VerdictMemory.Timed(YES, 10);
                    },
                    told::add);
        }
        assertThat(work).hasSize(1);
        work.remove().run();
        assertThat(looks).hasValue(1);
        assertThat(told).containsExactly(YES, YES, YES, YES, YES);
    }

    @Test
    void refusalsAreShortAndGiveWay() {
        find(1, 0, YES, 1000);
        for (int i = 2; i < 20_000; i++) {
            find(i, 0, NO, 0);
        }
        assertThat(memory.find(digest(1).bytes(), 1))
                .as("pushed out by nobody's refusal")
                .isSameAs(YES);
        find(20_001, 0, NO, 0);
        assertThat(memory.find(digest(20_001).bytes(), 4999)).isSameAs(NO);
        assertThat(memory.find(digest(20_001).bytes(), 5000)).isNull();
    }

    @Test
    void whatWentWrongOrIsTooMuchIsUndecidedAndNotRemembered() {
        memory.find(
                digest(1),
                0,
                () -> {
                    throw new IllegalStateException("oh");
                },
                told::add);
        work.remove().run();
        assertThat(told.removeFirst()).isInstanceOf(Verdict.Undecided.class);
        assertThat(memory.find(digest(1).bytes(), 0)).isNull();
        VerdictMemory full = new VerdictMemory(64, task -> {
            throw new RejectedExecutionException("full");
        });
        full.find(digest(1), 0, () -> new VerdictMemory.Timed(YES, 1), told::add);
        assertThat(told.removeFirst()).isInstanceOf(Verdict.Undecided.class);
    }
}
