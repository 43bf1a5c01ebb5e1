package dev.skein.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.Journal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the heap is said to be full, and what is told of it. */
class HeapRoomTest {
    private double used;
    private double left;
    private double leftOnceCollected;
    private int collections;
    private long second = 1;
    private final HeapRoom heap = new HeapRoom(new HeapRoom.Heap() {
        @Override
        public double used() {
            return used;
        }

        @Override
        public double left() {
            return left;
        }

        @Override
        public void collect() {
            collections++;
            left = leftOnceCollected;
            used = left;
        }
    });

    private boolean fullAfter(long seconds) {
        second += seconds;
        return heap.full(TimeUnit.SECONDS.toNanos(second));
    }

    private void is(double inUse, double asCollected) {
        used = inUse;
        left = asCollected;
    }

    @Test
    void whatOnlyWaitsForTheCollectorIsRoom() {
        is(0.99, 0.4);
        assertThat(fullAfter(0)).isFalse();
        is(0.99, 0.9);
        assertThat(fullAfter(1)).isTrue();
        is(0.5, 0.9);
        assertThat(fullAfter(1)).isFalse();
        assertThat(collections).isZero();
    }

    @Test
    void whatIsFullStaysSoUntilThereIsRoomForMoreThanOneRequest() {
        is(0.9, 0.9);
        assertThat(fullAfter(1)).isTrue();
        is(0.89, 0.89);
        assertThat(fullAfter(1)).isTrue();
        is(0.84, 0.84);
        assertThat(fullAfter(1)).isFalse();
        is(0.89, 0.89);
        assertThat(fullAfter(1)).isFalse();
    }

    @Test
    void whatIsKeptForGoodIsNotFullForEver() {
        is(0.9, 0.9);
        assertThat(fullAfter(1)).isTrue();
        is(0.87, 0.87);
        leftOnceCollected = 0.87;
        assertThat(fullAfter(4)).isTrue();
        assertThat(fullAfter(6)).isFalse();
    }

    @Test
    void whereNothingIsCollectedAnyMoreItAsks() {
        is(0.95, 0.95);
        leftOnceCollected = 0.95;
        assertThat(fullAfter(0)).isTrue();
        assertThat(fullAfter(4)).isTrue();
        assertThat(collections).isZero();
        assertThat(fullAfter(1)).isTrue();
        assertThat(collections).isEqualTo(1);
        leftOnceCollected = 0.2;
        assertThat(fullAfter(5)).isFalse();
        assertThat(collections).isEqualTo(2);
        assertThat(fullAfter(50)).isFalse();
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void beginningAndEndAreTold() {
        Ticker ticker = new Ticker() {
            @Override
            public long nanos() {
                return TimeUnit.SECONDS.toNanos(second);
            }

            @Override
            public long epochMillis() {
                return 0;
            }
        };
        Journal journal = new Journal(ticker, 10);
        BodyMemory memory = new BodyMemory(Long.MAX_VALUE);
        MemoryWatch watch = new MemoryWatch(memory, heap, ticker, journal);
        watch.look();
        is(1, 1);
        watch.look();
        watch.look();
        assertThat(memory.exhausted()).isTrue();
        is(0.1, 0.1);
        watch.look();
        assertThat(memory.exhausted()).isFalse();
        assertThat(journal.latest(0, 10))
                .extracting(Event::kind)
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("OVERLOAD_BEGAN", "OVERLOAD_ENDED");
    }
}
