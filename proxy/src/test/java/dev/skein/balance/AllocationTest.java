package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skein.model.Ascii;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Selecting a server costs no memory. */
class AllocationTest {
    private static final int CALLS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PickContext context = new PickContext(1, 3);

    @ParameterizedTest
    @MethodSource("dev.skein.balance.Pool#balancers")
    void aPickAllocatesNothing(Balancer balancer) {
        Candidates set = Pool.set(balancer, Pool.weighted(1, 2, 3, 4, 1, 1, 1));
        RequestView request = RequestText.get("shop.example.com", "/a").build();
        assertThat(perCall(() -> attempt(set, request))).isZero();
    }

    static Stream<KeySource> keys() {
        return Stream.of(
                KeySource.path(),
                KeySource.uri(),
                KeySource.client(),
                KeySource.header("x-user"),
                KeySource.cookie("SID"),
                KeySource.query("id"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyedSelectionAllocatesNothing(KeySource key) {
        Affinity affinity = new Affinity.Keyed(key, new Pins(64, 60));
        Candidates set = Candidates.of(Pool.by(new RoundRobin()).withAffinity(affinity), Pool.servers(9));
        RequestView request = RequestText.get("shop.example.com", "/a?id=7", "X-User: ann", "Cookie: a=b; SID=1")
                .build();
        assertThat(perCall(() -> attempt(set, request))).isZero();
    }

    @Test
    void aCookieSelectionAllocatesNothing() {
        SessionCookie cookie = new SessionCookie(
                "SKEIN",
                SessionCookie.Attributes.USUAL,
                List.of(new SessionCookie.Key(1, 2), new SessionCookie.Key(3, 4)));
        Candidates set =
                Candidates.of(Pool.by(new RoundRobin()).withAffinity(new Affinity.Cookie(cookie)), Pool.servers(9));
        byte[] value = Objects.requireNonNull(set.cookie(4, true));
        String pair = Ascii.string(value, 0, value.length).replaceFirst(";.*", "");
        RequestView request =
                RequestText.get("shop.example.com", "/", "Cookie: " + pair).build();
        assertThat(perCall(() -> attempt(set, request))).isZero();
        assertThat(context.bound()).isTrue();
    }

    /** One attempt, one retry, and all counters. */
    private void attempt(Candidates set, RequestView request) {
        long now = context.now() + 1_000_000;
        context.begin(now);
        int first = set.select(request, context);
        ServerLoad load = set.at(first).load();
        load.started(1);
        load.failed(1, now);
        load.ended(1);
        context.tried(set, first);
        set.pick(context);
        load.latency(1, 1000, now);
    }

    private static long perCall(Runnable action) {
        for (int i = 0; i < CALLS; i++) {
            action.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            action.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }
}
