package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PinsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aPinIsFoundAndMayBeMoved() {
        Pins pins = new Pins(16, 60);
        pins.put(5, 50, 0);
        assertThat(pins.get(5, 0)).isEqualTo(50);
        assertThat(pins.get(6, 0)).isEqualTo(Pins.NONE);
        pins.put(5, 51, 0);
        assertThat(pins.get(5, 0)).isEqualTo(51);
        assertThat(pins.size()).isEqualTo(1);
    }

    @Test
    void aPinThatIsUsedLives() {
        Pins pins = new Pins(16, 60);
        pins.put(5, 50, -100 * SECOND);
        for (int i = -99; i < 300; i += 50) {
            assertThat(pins.get(5, i * SECOND)).isEqualTo(50);
        }
        assertThat(pins.get(5, 400 * SECOND)).isEqualTo(Pins.NONE);
    }

    @Test
    void aFullTableForgetsWhatWasUnusedLongest() {
        Pins pins = new Pins(8, 3600);
        for (int key = 1; key <= 8; key++) {
            pins.put(key, 100 + key, key * SECOND);
        }
        pins.get(1, 20 * SECOND);
        pins.put(9, 109, 21 * SECOND);
        assertThat(pins.get(2, 22 * SECOND)).isEqualTo(Pins.NONE);
        assertThat(pins.get(1, 22 * SECOND)).isEqualTo(101);
        assertThat(pins.get(9, 22 * SECOND)).isEqualTo(109);
        assertThat(pins.size()).isEqualTo(8);
    }

    @Test
    void mostKeysStayWhileTheTableIsHalfFull() {
        Pins pins = new Pins(1024, 3600);
        for (int key = 1; key <= 512; key++) {
            pins.put(Hash64.mix(key), key, 0);
        }
        assertThat(pins.size()).isGreaterThan(500);
    }

    @Test
    void writersThatRaceNeverGiveAKeyAnothersServer() throws InterruptedException {
        Pins pins = new Pins(8, 3600);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 100_000; i++) {
                    long key = 1L + random.nextInt(40);
                    if (random.nextInt(4) == 0) {
                        pins.put(key, key * 1000, 0);
                    } else {
                        long id = pins.get(key, 0);
                        wrong.addAndGet(id % 1000 == 0 && id > 0 && id <= 40_000 && id != key * 1000 ? 1 : 0);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong.get()).isZero();
    }

    @Test
    void aTableWithoutPlacesRemembersNothing() {
        Pins.none().put(1, 2, 0);
        assertThat(Pins.none().get(1, 0)).isEqualTo(Pins.NONE);
    }
}
