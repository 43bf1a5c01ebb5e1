package dev.skein.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks at a fixed rate, whatever becomes of the answers (open loop), and counts from the moment at which each request was
 * due: {@code Prober ADDRESS PORT PER_SECOND fresh|kept MILLIS}, these being how long it waits for an answer. Says {@code bad N} and {@code good N} when the answers turn, N
 * being the request; {@code failed N}, and why, for the first ones; {@code part …}, a {@link ProbeReport} of what was due since the last one, for each line of its standard
 * input; and when that ends, after the last answers, the report of all.
 */
public final class Prober {
    private static final int MOST_TOLD = 500;

    private final InetSocketAddress target;
    private final boolean kept;
    private final int patienceMillis;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Long> micros = new ConcurrentHashMap<>();
    private final AtomicBoolean bad = new AtomicBoolean();
    private final AtomicInteger told = new AtomicInteger();
    /** Requests whose time has come. */
    private volatile int due;

    private Prober(InetSocketAddress target, boolean kept, int patienceMillis) {
        this.target = target;
        this.kept = kept;
        this.patienceMillis = patienceMillis;
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        double rate = Double.parseDouble(arguments[2]);
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        Prober prober = new Prober(target, arguments[3].equals("kept"), Integer.parseInt(arguments[4]));
        System.out.println(prober.run(rate).line("report"));
    }

    private ProbeReport run(double rate) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (int part = 0; orders.readLine() != null; ) {
                    int end = due;
                    System.out.println(ProbeReport.of(part(part, end), rate).line("part"));
                    part = end;
                }
            } catch (IOException e) {
                System.out.println("no standard input: " + e);
            }
            over.set(true);
        });
        long start = System.nanoTime();
        int sent = 0;
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (; !over.get(); sent++) {
                long at = start + (long) (sent * 1e9 / rate);
                while (System.nanoTime() < at) {
                    LockSupport.parkNanos(at - System.nanoTime());
                }
                int number = sent;
                due = sent + 1;
                each.execute(() -> ask(number, at));
            }
        }
        return ProbeReport.of(part(0, sent), rate);
    }

    /** Of these requests, each when it has ended. */
    private long[] part(int from, int to) {
        long[] all = new long[to - from];
        for (int number = from; number < to; number++) {
            Long took = micros.get(number);
            while (took == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                took = micros.get(number);
            }
            all[number - from] = took;
        }
        return all;
    }

    /** A connection, and since when it is one. */
    private record Connection(Socket socket, long opened) {}

    private void ask(int number, long at) {
        long took;
        try {
            exchange();
            took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - at);
        } catch (IOException | RuntimeException e) {
            // Refused, reset, not in time, or no answer that makes sense: what is being measured.
            took = -1;
            if (told.incrementAndGet() <= MOST_TOLD) {
                System.out.println("failed " + number + " after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at) + " ms: " + e);
            }
        }
        micros.put(number, took);
        boolean now = ProbeReport.isBad(took);
        if (bad.compareAndSet(!now, now)) {
            System.out.println((now ? "bad " : "good ") + number);
        }
    }

    private void exchange() throws IOException {
        Connection connection = kept ? idle.poll() : null;
        if (connection == null) {
            connection = connect();
        }
        boolean reusable = false;
        try {
            String head = "GET / HTTP/1.1\r\nHost: lab\r\n" + (kept ? "" : "Connection: close\r\n") + "\r\n";
            connection.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            reusable = answer(connection.socket.getInputStream()) && kept;
        } catch (IOException e) {
            // Whether it is older than what was done to its node is the first question then.
            long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connection.opened);
            throw new IOException(e + ", port " + connection.socket.getLocalPort() + " since " + age + " ms", e);
        } finally {
            if (reusable) {
                idle.add(connection);
            } else {
                connection.socket.close();
            }
        }
    }

    private Connection connect() throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMillis);
        socket.connect(target, patienceMillis);
        return new Connection(socket, System.nanoTime());
    }

    /** Reads one answer with Content-Length; whether another may follow. */
    private static boolean answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            head.append((char) next);
        }
        String text = head.toString().toLowerCase(Locale.ROOT);
        if (!text.startsWith("http/1.1 2")) {
            throw new IOException("bad answer: " + text.lines().findFirst().orElse(""));
        }
        int at = text.indexOf("content-length:");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        text.substring(at + 15, text.indexOf('\r', at)).strip());
        if (in.readNBytes(length).length < length) {
            throw new IOException("half an answer");
        }
        return !text.contains("connection: close");
    }
}
