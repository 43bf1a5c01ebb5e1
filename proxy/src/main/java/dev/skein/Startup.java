package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.config.Settings;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a node looks at before it serves, and what it says when it does. Each warning says what to do. */
final class Startup {
    private static final long FEW_DESCRIPTORS = 8192;
    private static final int FEW_PORTS = 10_000;
    /** {@code sysconf(_SC_CLK_TCK)}: 100 on every Linux that a JVM runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private static final long EARLIEST_CLOCK = 1_735_689_600_000L;

    private Startup() {}

    /** Sentences about what this machine lacks; the node starts all the same. */
    static List<String> check(Settings settings) {
        List<String> warnings = new ArrayList<>();
        long descriptors = descriptors();
        if (descriptors > 0 && descriptors < FEW_DESCRIPTORS) {
            warnings.add("warning: file descriptors: " + descriptors + " (expected: " + FEW_DESCRIPTORS
                    + " or more; two per proxied connection): raise it with `ulimit -n` or LimitNOFILE=");
        }
        int ports = ephemeralPorts();
        if (ports > 0 && ports < FEW_PORTS) {
            warnings.add("warning: local ports: " + ports + " (expected: " + FEW_PORTS
                    + " or more): widen net.ipv4.ip_local_port_range");
        }
        if (Ticker.SYSTEM.epochMillis() < EARLIEST_CLOCK) {
            warnings.add("warning: clock: the machine's date is before 2025: certificates and logs need the right one");
        }
        exposure(settings, warnings);
        Path data = settings.node().data();
        try {
            Files.createDirectories(data);
            if (!Files.isWritable(data)) {
                warnings.add("warning: node.data: " + data + " is not writable: wishes will not survive a restart");
            }
        } catch (IOException e) {
            warnings.add("warning: node.data: " + data + " can't be made (" + e.getMessage()
                    + "): wishes will not survive a restart");
        }
        return warnings;
    }

    /** Not asked of the JVM's management beans: they alone take a tenth of the time of a start. */
    private static void exposure(Settings settings, List<String> warnings) {
        try {
            warnings.addAll(Exposure.of(settings));
        } catch (SocketException e) {
            warnings.add("warning: skein.cluster.bind: the machine's interfaces can't be listed: " + e.getMessage());
        }
    }

    private static long descriptors() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +", -1)[3])
                    .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | NumberFormatException e) {
            // Not a Linux, or a sandbox that hides it.
            return -1;
        }
    }

    private static int ephemeralPorts() {
        try {
            Scanner range = new Scanner(Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range")));
            int first = range.nextInt();
            return range.nextInt() - first + 1;
        } catch (IOException | NoSuchElementException e) {
            // Not a Linux, or a sandbox that hides it.
            return -1;
        }
    }

    /**
     * When the start began, on the ticker's scale: when the launcher knew that there is nothing to build, else when the
     * process began. The kernel knows the latter to a hundredth of a second, {@link ProcessHandle} only to a whole one.
     */
    static long processStartNanos(Ticker ticker) {
        long millis;
        try {
            String launched = System.getenv("SKEIN_STARTED");
            millis = launched == null ? processAgeMillis() : ticker.epochMillis() - Long.parseLong(launched);
        } catch (IOException | RuntimeException e) {
            // Not a Linux, or a sandbox that hides it: the time from here on is the best we have.
            millis = 0;
        }
        return ticker.nanos() - TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
    }

    private static long processAgeMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // The second field is a name in parentheses, which may hold spaces; the 22nd is the start in ticks since boot.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
        return (long) (Double.parseDouble(uptime) * 1000) - Long.parseLong(fields[19]) * (1000 / TICKS_PER_SECOND);
    }

    private static String scheme(NodeView.Listener listener) {
        return (listener.tcp() ? "tcp" : "http") + (listener.tls() ? "s" : "");
    }

    /** {@code ready in 412 ms: http http://0.0.0.0:8080, admin http://127.0.0.1:9090 (epoll, 2 loops)}. */
    static String readyLine(Running running, long nanos) {
        StringJoiner where = new StringJoiner(", ");
        running.listeners()
                .bound()
                .forEach(one -> where.add(one.name() + " " + scheme(one) + "://" + text(one.address())));
        InetSocketAddress admin = running.admin().address();
        if (admin != null) {
            where.add("admin " + running.admin().scheme() + "://" + text(admin));
        }
        var loops = running.engine().loops();
        return "ready in " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms: " + where + " ("
                + loops.transport().name() + ", " + loops.count() + (loops.count() == 1 ? " loop)" : " loops)");
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
