package dev.skein;

import dev.skein.config.Settings;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/** What a node looks at before it serves, and what it says when it does. Each warning says what to do. */
final class Startup {
    private static final long FEW_DESCRIPTORS = 8192;
    private static final int FEW_PORTS = 10_000;
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

    private static long descriptors() {
        try {
            Object limit = java.lang.management.ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
            return (Long) limit;
        } catch (JMException | ClassCastException e) {
            // Not a Unix: nothing to compare.
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

    /** When the process began, on the ticker's scale. */
    static long processStartNanos(Ticker ticker) {
        long started = ProcessHandle.current()
                .info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(ticker.epochMillis());
        return ticker.nanos() - TimeUnit.MILLISECONDS.toNanos(ticker.epochMillis() - started);
    }

    /** {@code ready in 412 ms: http http://0.0.0.0:8080, admin http://127.0.0.1:9090 (epoll, 2 loops)}. */
    static String readyLine(Running running, long nanos) {
        StringJoiner where = new StringJoiner(", ");
        running.listeners()
                .addresses()
                .forEach((name, address) -> where.add(
                        name + " " + (running.listeners().encrypted().getOrDefault(name, false) ? "https" : "http")
                                + "://" + text(address)));
        InetSocketAddress admin = running.adminAddress();
        if (admin != null) {
            where.add("admin " + running.adminScheme() + "://" + text(admin));
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
