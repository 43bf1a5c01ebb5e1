package dev.skein.lab;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Servers of one place, each at a port of its own: {@code Servers ADDRESS FIRST-PORT COUNT MILLIS}. Each answers with its
 * port in {@code X-Served-By}, after half to one and a half times MILLIS; {@code /healthz} is answered at once. Takes orders
 * from its standard input: {@code counts} and {@code checks} (requests so far, by server), {@code fail N} and {@code pass N}
 * (what checks of the server meet), {@code sample SECONDS} (the mean, over looks each 100 ms, of the fullest server's
 * requests in flight over the average, and of the average).
 */
public final class Servers {
    private static final int LOOK_MILLIS = 100;

    private final int count;
    private final int millis;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Random random = new Random(42);
    private final AtomicIntegerArray requests;
    private final AtomicIntegerArray checks;
    private final AtomicIntegerArray inFlight;
    private final AtomicIntegerArray failing;

    private Servers(int count, int millis) {
        this.count = count;
        this.millis = millis;
        this.requests = new AtomicIntegerArray(count);
        this.checks = new AtomicIntegerArray(count);
        this.inFlight = new AtomicIntegerArray(count);
        this.failing = new AtomicIntegerArray(count);
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[1]);
        Servers servers = new Servers(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        for (int each = 0; each < servers.count; each++) {
            int index = each;
            servers.vertx
                    .createHttpServer(new HttpServerOptions().setIdleTimeout(0))
                    .requestHandler(request -> servers.answer(request, index, first + index))
                    .listen(first + index, arguments[0])
                    .await();
        }
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(servers.obey(order.split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private void answer(HttpServerRequest request, int index, int port) {
        if ("/healthz".equals(request.path())) {
            checks.incrementAndGet(index);
            request.response()
                    .setStatusCode(failing.get(index) == 0 ? 200 : 500)
                    .end();
            return;
        }
        requests.incrementAndGet(index);
        inFlight.incrementAndGet(index);
        request.response().putHeader("X-Served-By", String.valueOf(port));
        if (millis == 0) {
            end(request, index);
        } else {
            int hold = millis / 2 + random.nextInt(millis);
            vertx.setTimer(Math.max(1, hold), timer -> end(request, index));
        }
    }

    private void end(HttpServerRequest request, int index) {
        var unused = request.response().end("ok").onComplete(done -> inFlight.decrementAndGet(index));
    }

    private String obey(String[] order) {
        return switch (order[0]) {
            case "counts" -> "counts " + text(requests);
            case "checks" -> "checks " + text(checks);
            case "fail" -> turn(order, 1);
            case "pass" -> turn(order, 0);
            case "sample" -> sample(Integer.parseInt(order[1]));
            default -> "unknown: " + order[0];
        };
    }

    private String turn(String[] order, int now) {
        failing.set(Integer.parseInt(order[1]), now);
        return String.join(" ", order);
    }

    private static String text(AtomicIntegerArray all) {
        return IntStream.range(0, all.length())
                .mapToObj(index -> String.valueOf(all.get(index)))
                .collect(Collectors.joining(" "));
    }

    private String sample(int seconds) {
        int looks = seconds * 1000 / LOOK_MILLIS;
        double[] ratios = new double[looks];
        double[] means = new double[looks];
        for (int look = 0; look < looks; look++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            int[] now = IntStream.range(0, count).map(inFlight::get).toArray();
            means[look] = Arrays.stream(now).average().orElse(0);
            ratios[look] = means[look] == 0 ? 1 : Arrays.stream(now).max().orElse(0) / means[look];
        }
        return String.format(
                Locale.ROOT,
                "sample %.4f %.3f",
                Arrays.stream(ratios).average().orElse(0),
                Arrays.stream(means).average().orElse(0));
    }
}
