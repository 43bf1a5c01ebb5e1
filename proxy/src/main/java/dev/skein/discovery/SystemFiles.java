package dev.skein.discovery;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code /etc/hosts} and {@code /etc/resolv.conf}. Read for each look-up: they are small, and on a machine that runs for
 * months both change (containers, VPN and DHCP clients rewrite them).
 *
 * @param hosts lines of the first
 * @param resolv lines of the second
 */
record SystemFiles(List<String[]> hosts, List<String[]> resolv) {
    private static final int PORT = 53;

    static SystemFiles read(DnsPolicy.Files files) {
        return new SystemFiles(words(files.hosts()), words(files.resolv()));
    }

    /** What the hosts file says about a name; empty: nothing. */
    List<InetAddress> addresses(String name) {
        String wanted = bare(name);
        List<InetAddress> found = new ArrayList<>();
        for (String[] line : hosts) {
            for (int i = 1; i < line.length; i++) {
                byte[] address =
                        bare(line[i]).equals(wanted) ? NetUtil.createByteArrayFromIpAddressString(line[0]) : null;
                if (address != null) {
                    found.add(inet(address));
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** Name servers in their order; the machine itself where none is named, as resolv.conf(5) says. */
    List<InetSocketAddress> servers() {
        List<InetSocketAddress> found = new ArrayList<>();
        for (String[] line : resolv) {
            byte[] address = line[0].equals("nameserver") && line.length > 1
                    ? NetUtil.createByteArrayFromIpAddressString(line[1])
                    : null;
            if (address != null) {
                found.add(new InetSocketAddress(inet(address), PORT));
            }
        }
        return found.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT)) : found;
    }

    /** The full names to try for a name, in order: as it is and with each search domain, by its number of dots. */
    List<String> candidates(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> searched =
                search().stream().map(domain -> name + "." + domain + ".").toList();
        long dots = name.chars().filter(c -> c == '.').count();
        Stream<String> itself = Stream.of(name + ".");
        return (dots >= ndots() ? Stream.concat(itself, searched.stream()) : Stream.concat(searched.stream(), itself))
                .toList();
    }

    private List<String> search() {
        List<String> found = List.of();
        for (String[] line : resolv) {
            if (line[0].equals("search") || line[0].equals("domain")) {
                found = Stream.of(line)
                        .skip(1)
                        .map(SystemFiles::bare)
                        .filter(domain -> !domain.isEmpty())
                        .toList();
            }
        }
        return found;
    }

    private int ndots() {
        int found = 1;
        for (String[] line : resolv) {
            for (String option : line) {
                if (line[0].equals("options") && option.matches("ndots:[0-9]{1,2}")) {
                    found = Integer.parseInt(option.substring("ndots:".length()));
                }
            }
        }
        return Math.min(found, 15);
    }

    private static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + address.length + " bytes (expected: 4 or 16)", e);
        }
    }

    private static List<String[]> words(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> line.split("[#;]", 2)[0].strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split("\\s+"))
                    .toList();
        } catch (IOException e) {
            // A container image may have neither; the name servers then decide alone.
            return List.of();
        }
    }
}
