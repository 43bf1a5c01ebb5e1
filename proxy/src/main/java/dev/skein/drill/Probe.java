package dev.skein.drill;

import dev.skein.drill.Part.Sample;
import dev.skein.model.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Asks one address again and again, over a new connection each time. One thread calls; each request is a virtual one. */
final class Probe implements AutoCloseable {
    private static final long PERIOD_MILLIS = 50;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MOST_OPEN = 100;

    private final URI url;
    private final Ticker ticker;
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private final Thread thread;
    private volatile boolean over;

    private Probe(URI url, Ticker ticker) {
        this.url = url;
        this.ticker = ticker;
        this.thread = Thread.ofVirtual().name("skein-drill-probe").start(this::run);
    }

    /** Begins. */
    static Probe start(URI url, Ticker ticker) {
        return new Probe(url, ticker);
    }

    URI url() {
        return url;
    }

    private void run() {
        try {
            while (!over) {
                if (open.tryAcquire()) {
                    Thread.ofVirtual().start(this::ask);
                }
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // Only from close: it is over.
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        long began = ticker.nanos();
        boolean well = false;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(host(), url.getPort() < 0 ? 80 : url.getPort()), TIMEOUT_MILLIS);
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            String request = "GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nUser-Agent: skein-drill\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            well = well(lines.readLine());
        } catch (IOException e) {
            // That is what is counted.
            well = false;
        } finally {
            samples.add(new Sample(began, ticker.nanos() - began, well));
            open.release();
        }
    }

    private String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whatever the route makes of it: somebody answers, and not with a failure. */
    private static boolean well(String line) {
        return line != null && line.length() > 9 && line.startsWith("HTTP/1.") && line.charAt(9) < '5';
    }

    /** What it saw since the last time. */
    Part part() {
        List<Sample> taken = new ArrayList<>();
        for (Sample sample = samples.poll(); sample != null; sample = samples.poll()) {
            taken.add(sample);
        }
        return Part.of(taken, ticker.nanos());
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }
}
