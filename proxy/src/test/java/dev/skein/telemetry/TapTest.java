package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.Ticker;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TapTest {
    private final PoolStats pool = new Metrics(1).pool("shop");
    private long nanos = 1;
    private final Tap tap = new Tap(new Ticker() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return Samples.EPOCH_MILLIS;
        }
    });

    private TapWatch watch(String name, String value) {
        return tap.watch(TapFilter.of(Map.of(name, value)), 10);
    }

    @Test
    void whileNobodyWatchesAnExchangeAllocatesNothingAndSoItIsForThoseThatNobodyWants() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Outcome outcome = Samples.good();
        assertThat(tap.watched()).isFalse();
        for (int round = 0; round < 2; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long ofTheMeasurement = threads.getCurrentThreadAllocatedBytes() - before;
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                tap.offer(outcome, pool);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before - ofTheMeasurement)
                    .isZero();
            var unused = watch("path", "/other");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "route,shop,other",
        "pool,shop,other",
        "server,10.0.2.11:8080,10.0.2.12:8080",
        "method,GET,POST",
        "host,SHOP.example.com,example.com",
        "path,/cart,/cart/items/more",
        "client,192.0.2.7,192.0.2.8",
        "status,200,201",
        "slower,1,2"
    })
    void aFilterLetsThroughWhatItNames(String name, String fits, String fitsNot) {
        TapWatch wanted = watch(name, fits);
        TapWatch other = watch(name, fitsNot);
        tap.offer(Samples.good(), pool);
        assertThat(wanted.take(nanos).lines()).hasSize(1);
        TapWatch.Found none = other.take(nanos);
        assertThat(none.lines()).isEmpty();
        assertThat(none.seen()).isEqualTo(1);
        assertThat(none.skipped()).isZero();
    }

    @Test
    void onlyThoseThatDidNotEndWell() {
        TapWatch failed = watch("end", "failed");
        tap.offer(Samples.good(), pool);
        Outcome bad = Samples.good();
        bad.failure = Failure.SERVER_TIMEOUT;
        bad.phase = Phase.HEADERS;
        tap.offer(bad, pool);
        assertThat(failed.take(nanos).lines()).singleElement().asString().contains("\"end\":\"sH\"");
    }

    @ParameterizedTest
    @CsvSource({"status,abc", "status,600", "slower,-1", "end,well", "colour,red", "path,a b"})
    void whatCanNotBeAskedForIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> TapFilter.of(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": ");
    }

    @Test
    void noMoreLinesASecondThanWereAskedForAndTheRestIsCounted() {
        TapWatch watch = watch("route", "shop");
        IntStream.range(0, 25).forEach(i -> tap.offer(Samples.good(), pool));
        TapWatch.Found first = watch.take(nanos);
        assertThat(first.lines()).hasSize(10);
        assertThat(first.skipped()).isEqualTo(15);
        nanos += TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(watch.take(nanos).lines()).isEmpty();
        IntStream.range(0, 25).forEach(i -> tap.offer(Samples.good(), pool));
        assertThat(watch.take(nanos).lines()).hasSize(5);
    }

    @Test
    void whoeverTakesNothingIsForgottenByTheNextExchange() {
        TapWatch watch = watch("route", "shop");
        nanos += TapWatch.PATIENCE_NANOS + 1;
        tap.offer(Samples.good(), pool);
        assertThat(tap.watched()).isFalse();
        assertThat(watch.take(nanos).lines()).isEmpty();
    }

    @Test
    void soManyMayWatchAndNoMoreUntilOneEnds() {
        TapWatch first = watch("route", "shop");
        IntStream.range(1, 16).forEach(i -> watch("route", "shop"));
        assertThatThrownBy(() -> watch("route", "shop")).isInstanceOf(IllegalStateException.class);
        tap.end(first);
        assertThat(watch("route", "shop")).isNotNull();
    }

    @Test
    void aLineHasNoSecrets() {
        TapWatch watch = watch("route", "shop");
        tap.offer(
                Samples.good(
                        "GET",
                        "shop.example.com",
                        "/x?id=7&access_token=hunter2&sig=hunter2&page=2",
                        "Authorization: Bearer hunter2",
                        "Proxy-Authorization: hunter2",
                        "Cookie: SKEIN=hunter2; lang=hunter2; hunter2",
                        "X-Api-Key: hunter2",
                        "X-Amz-Security-Token: hunter2",
                        "X-Session-Id: hunter2",
                        "Referer: https://shop.example.com/?token=hunter2&a=b",
                        "Accept: */*"),
                pool);
        String line = watch.take(nanos).lines().getFirst();
        assertThat(line).doesNotContain("hunter2");
        assertThat(line)
                .contains("\"query\":\"id=7&access_token=***&sig=***&page=2\"")
                .contains("[\"Authorization\",\"Bearer ***\"]")
                .contains("[\"Cookie\",\"SKEIN=***; lang=***; ***\"]")
                .contains("[\"Referer\",\"https://shop.example.com/?token=***&a=b\"]")
                .contains("[\"Accept\",\"*/*\"]");
    }

    @Test
    void aLineIsOfBoundedLengthWhateverTheClientSends() {
        TapWatch watch = watch("route", "shop");
        String[] fields = IntStream.range(0, 100)
                .mapToObj(i -> "X-Long-" + i + ": " + "\"".repeat(2000))
                .toArray(String[]::new);
        tap.offer(Samples.good("GET", "shop.example.com", "/" + "a".repeat(5000), fields), pool);
        assertThat(watch.take(nanos).lines().getFirst()).hasSizeLessThan(16_000);
    }
}
