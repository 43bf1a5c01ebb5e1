package dev.skein.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of the node as a whole: node, limits, access log, shutdown, error pages, DNS, reload. */
final class NodeReader {
    private static final Path SYSTEM_DATA = Path.of("/var/lib/skein");
    private static final Path LOCAL_DATA = Path.of("data");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private NodeReader() {}

    static NodeSettings node(Block node) {
        String id = node.find("id", Rules.NAME);
        return new NodeSettings(
                id == null ? hostName() : id,
                node.get("zone", Rules.TEXT),
                data(node),
                node.get("event-loops", Rules.integer(1, 1024).or("auto", 0)),
                node.get("transport", Rules.word(NodeSettings.Transport.class)),
                node.get("tls-provider", Rules.word(NodeSettings.TlsProvider.class)));
    }

    private static Path data(Block node) {
        Path written = FileKeys.path(node, "data");
        if (written != null && !node.get("data", Rules.TEXT).equals("auto")) {
            return written;
        }
        return Files.isDirectory(SYSTEM_DATA) && Files.isWritable(SYSTEM_DATA) ? SYSTEM_DATA : LOCAL_DATA;
    }

    /** The kernel's word, since asking for the local host's name may ask a name server. */
    private static String hostName() {
        try {
            String name = Files.readString(HOST_NAME).strip();
            return name.isEmpty() ? "node" : name;
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null || name.isEmpty() ? "node" : name;
        }
    }

    static LimitsSettings limits(Block limits) {
        return new LimitsSettings(
                limits.get("connections", Rules.count(0, 100_000_000).or("auto", LimitsSettings.AUTO)),
                limits.get("connections-per-client", Rules.integer(0, 10_000_000)),
                limits.get("body-memory", Rules.size("1MiB", "1TiB").or("auto", LimitsSettings.AUTO)));
    }

    static AccessLogSettings accessLog(Block log) {
        AccessLogSettings.Output output = log.get("output", Rules.word(AccessLogSettings.Output.class));
        AccessLogSettings.Format format = log.get("format", Rules.word(AccessLogSettings.Format.class));
        Path file = FileKeys.path(log, "file");
        Template pattern = log.find("pattern", TemplateRules.FOR_LOG);
        if (output == AccessLogSettings.Output.FILE && file == null && log.sound("file", "output")) {
            log.problem("file", "missing", "a file, since output is file");
        }
        if (format == AccessLogSettings.Format.PATTERN && pattern == null && log.sound("pattern", "format")) {
            log.problem("pattern", "missing", "a pattern, since format is pattern");
        }
        return new AccessLogSettings(
                pattern == null ? log.place() : log.place("pattern"),
                output,
                output == AccessLogSettings.Output.FILE ? file : null,
                format,
                format == AccessLogSettings.Format.PATTERN ? pattern : null,
                log.get("queue", Rules.size("64KiB", "1GiB")));
    }

    static ShutdownSettings shutdown(Block shutdown) {
        return new ShutdownSettings(
                shutdown.get("delay", Rules.duration("0s", "10m")),
                shutdown.get("drain-timeout", Rules.duration("0s", "1d")));
    }

    static DnsSettings dns(Block dns) {
        DnsSettings read = new DnsSettings(
                dns.list("servers", AddressRules.NAME_SERVER),
                dns.get("timeout", Rules.duration("10ms", "1m")),
                dns.get("min-ttl", Rules.duration("100ms", "1d")),
                dns.get("max-ttl", Rules.duration("100ms", "1d")),
                dns.get("retry", Rules.duration("100ms", "1d")),
                dns.get("family", Rules.word(DnsSettings.Family.class)));
        if (read.minTtl().compareTo(read.maxTtl()) > 0 && dns.sound("min-ttl", "max-ttl")) {
            dns.problem("min-ttl", dns.shown("min-ttl"), "at most max-ttl, which is " + dns.shown("max-ttl"));
        }
        return read;
    }

    static ReloadSettings reload(Block reload) {
        return new ReloadSettings(
                reload.get("watch", Rules.BOOLEAN), reload.get("interval", Rules.duration("100ms", "1h")));
    }

    static List<ErrorPage> errorPages(Block root) {
        List<ErrorPage> pages = new ArrayList<>();
        Block block = root.block("error-pages");
        for (String key : block.own.keySet().stream().sorted().toList()) {
            StatusRange statuses = statuses(block, key);
            Path file = FileKeys.get(block, key);
            if (statuses != null) {
                pages.add(new ErrorPage(block.place(key), statuses, file, FileKeys.contentType(file)));
            }
        }
        return List.copyOf(pages);
    }

    private static @Nullable StatusRange statuses(Block block, String key) {
        if (HttpRules.STATUS.reader().apply(key) instanceof Rule.Read.Good<StatusRange>(StatusRange statuses)
                && statuses.first() >= 400) {
            return statuses;
        }
        block.problem(key, "the status " + Rule.quoted(key), "a status, range or class from 400 to 599");
        return null;
    }
}
