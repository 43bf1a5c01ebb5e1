package dev.skein.lab;

import dev.skein.harness.RawHttp3;
import io.netty.handler.codec.quic.QuicSslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Asks by HTTP/3, fifty times a second on one connection, and on another one when that is over: {@code QuicAsker ADDRESS
 * PORT}. Says {@code steady N} when connection N has had thirty answers; {@code told N MILLIS} when the other side ended it,
 * so long after the last answer, {@code timed-out N MILLIS} when nothing came any more; {@code none N} when it could not be
 * opened.
 */
public final class QuicAsker {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    /** By then it knows how long an answer takes, and sends a packet again after a little more than that (RFC 9002). */
    private static final int STEADY = 30;

    private final InetSocketAddress target;
    private final QuicSslContext context = RawHttp3.context(UnaryOperator.identity());
    private long answered = System.nanoTime();

    private QuicAsker(InetSocketAddress target) {
        this.target = target;
    }

    /** The program; it goes on until it is killed. */
    public static void main(String[] arguments) {
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        QuicAsker asker = new QuicAsker(target);
        for (int number = 1; ; number++) {
            asker.ask(number);
        }
    }

    private void ask(int number) {
        try (RawHttp3 client = new RawHttp3(target, "a.test", context, UnaryOperator.identity())) {
            client.oneWay(0).send(RawHttp3.frame(4));
            for (int answers = 0; !client.over(); LockSupport.parkNanos(PAUSE)) {
                if (answers(client) && ++answers == STEADY) {
                    System.out.println("steady " + number);
                }
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answered);
            System.out.println((client.timedOut() ? "timed-out " : "told ") + number + " " + millis);
        } catch (Exception e) {
            System.out.println("none " + number + ": " + e);
            LockSupport.parkNanos(PAUSE);
        }
    }

    private boolean answers(RawHttp3 client) throws Exception {
        try {
            boolean good = client.get("/").settled().status() == 200;
            answered = good ? System.nanoTime() : answered;
            return good;
        } catch (ExecutionException | ConditionTimeoutException e) {
            // Over, or about to be; the next look at the connection tells how.
            return false;
        }
    }
}
