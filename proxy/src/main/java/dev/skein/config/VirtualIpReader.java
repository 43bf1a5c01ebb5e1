package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.ClusterSettings.Hooks;
import dev.skein.config.VirtualIpSettings.Mode;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads virtual addresses. */
final class VirtualIpReader {
    /** As the kernel takes it (dev_valid_name, IFNAMSIZ). */
    private static final Pattern DEVICE = Pattern.compile("[^\\s/:]{1,15}");

    private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f:.]+)/(\\d{1,3})");

    private static final Rule<Subnet> ADDRESS = new Rule<>(
            "an address with the length of its network's prefix, as 203.0.113.10/24",
            new Subnet("127.0.0.1", 32),
            VirtualIpReader::subnet);

    private static final Rule<String> INTERFACE = new Rule<>(
            "a network interface, as eth0",
            "lo",
            text -> DEVICE.matcher(text).matches() && !text.equals(".") && !text.equals("..")
                    ? Rule.good(text)
                    : Rule.bad());

    private static final int MOST_CAPACITY = 100;
    /** All of them are divided in one message to the kernel. */
    private static final int MOST_SHARED = 3;

    private static final int TRIED_NODES = 3;

    private VirtualIpReader() {}

    /** An address in its network. */
    private record Subnet(String address, int prefix) {}

    static List<VirtualIpSettings> all(Block cluster) {
        List<VirtualIpSettings> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Block block : Children.list(cluster, "virtual-ips", Kind.VIRTUAL_IP)) {
            VirtualIpSettings one = one(block);
            if (block.sound("address") && !seen.add(one.address())) {
                block.problem("address", Rule.quoted(one.toString()) + ", twice", "each address once");
            } else {
                all.add(one);
            }
        }
        return List.copyOf(all);
    }

    static VirtualIpSettings one(Block block) {
        Subnet subnet = block.get("address", ADDRESS);
        List<String> prefer = block.list("prefer", Rules.NAME);
        if (prefer.size() != Set.copyOf(prefer).size()) {
            block.problem("prefer", String.join(", ", prefer), "each node once");
        }
        String group = block.find("group", Rules.NAME);
        Mode mode = block.get("mode", Rules.word(Mode.class));
        routed(block, mode, subnet, prefer, group);
        if (mode == Mode.SHARED && subnet.address().indexOf(':') >= 0 && block.sound("address")) {
            block.problem("address", Rule.quoted(subnet.address()), "an IPv4 address with mode = shared");
        }
        return new VirtualIpSettings(
                block.place(),
                subnet.address(),
                subnet.prefix(),
                device(block, mode),
                mode,
                prefer,
                group == null ? "" : group);
    }

    private static String device(Block block, Mode mode) {
        if (mode.onInterface()) {
            return block.get("interface", INTERFACE);
        }
        if (block.find("interface", INTERFACE) != null) {
            String why = mode == Mode.ROUTED ? "it is on lo" : "it is on none";
            block.problem(
                    "interface", block.shown("interface"), "no interface with mode = " + Words.of(mode) + ": " + why);
        }
        return mode == Mode.ROUTED ? "lo" : "";
    }

    /** Routers choose, so that nothing is left to be said. */
    private static void routed(Block block, Mode mode, Subnet subnet, List<String> prefer, @Nullable String group) {
        if (mode != Mode.ROUTED) {
            return;
        }
        int whole = subnet.address().indexOf(':') < 0 ? 32 : 128;
        if (subnet.prefix() != whole && block.sound("address")) {
            block.problem(
                    "address",
                    Rule.quoted(subnet.address() + "/" + subnet.prefix()),
                    "/" + whole + " with mode = routed: routes lead to a single address");
        }
        if (!prefer.isEmpty() || group != null) {
            block.problem(
                    prefer.isEmpty() ? "group" : "prefer",
                    block.shown(prefer.isEmpty() ? "group" : "prefer"),
                    "neither prefer nor group with mode = routed: every node has it, and routers choose");
        }
    }

    /** What the whole must keep to; {@code cluster} is complete. */
    static void check(Block block, ClusterSettings cluster) {
        if (cluster.virtualIps().isEmpty()) {
            return;
        }
        if (cluster.secret() == null && block.sound("secret")) {
            block.problem(
                    "secret", "missing, with virtual-ips", "the same secret on all nodes: leases need heartbeats");
        }
        if (cluster.hooks().onAcquire().isEmpty()
                && cluster.virtualIps().stream().anyMatch(one -> one.mode() == Mode.EXTERNAL)) {
            block.warning(
                    "hooks",
                    "no on-acquire, with a virtual address whose mode is external",
                    "the program that has the address come to this node");
        }
        long shared = cluster.virtualIps().stream()
                .filter(one -> one.mode() == Mode.SHARED)
                .count();
        if (shared > MOST_SHARED) {
            block.problem("virtual-ips", shared + " with mode = shared", "at most " + MOST_SHARED + " of them");
        }
        if (shared > 0 && cluster.members().size() > TRIED_NODES) {
            block.warning(
                    "virtual-ips",
                    "mode = shared with " + cluster.members().size() + " members",
                    "at most " + TRIED_NODES + ": it was not tried with more, so it is experimental there");
        }
        groups(block, cluster);
    }

    private static void groups(Block block, ClusterSettings cluster) {
        Map<String, VirtualIpSettings> groups = new HashMap<>();
        for (VirtualIpSettings one : cluster.virtualIps()) {
            boolean alone = one.group().isEmpty() || one.mode() == Mode.ROUTED;
            VirtualIpSettings first = alone ? one : groups.putIfAbsent(one.group(), one);
            if (first != null && first.mode() != one.mode()) {
                block.problem(
                        "virtual-ips",
                        "group %s: %s is %s, %s is %s"
                                .formatted(one.group(), first, Words.of(first.mode()), one, Words.of(one.mode())),
                        "the same mode for all addresses of a group");
            }
            if (first != null && !first.prefer().equals(one.prefer())) {
                block.problem(
                        "virtual-ips",
                        "group %s: %s prefers [%s], %s prefers [%s]"
                                .formatted(
                                        one.group(),
                                        first,
                                        String.join(", ", first.prefer()),
                                        one,
                                        String.join(", ", one.prefer())),
                        "the same nodes for all addresses of a group");
            }
        }
    }

    /** How much each node carries of the addresses, against the others. */
    static Map<String, Integer> capacities(Block cluster) {
        Map<String, Integer> capacities = new LinkedHashMap<>();
        for (Children.Entry<Integer> one :
                Children.entries(cluster, "capacities", Rules.NAME, Rules.integer(0, MOST_CAPACITY))) {
            capacities.put(one.name(), one.value());
        }
        return Collections.unmodifiableMap(capacities);
    }

    static Hooks hooks(Block block) {
        return new Hooks(
                command(block, "on-acquire"),
                command(block, "on-release"),
                command(block, "on-fence"),
                block.get("timeout", Rules.duration("100ms", "1m")));
    }

    /** A program and its arguments; no shell ever sees them. */
    private static List<String> command(Block block, String key) {
        List<String> command = block.list(key, Rules.SYSTEM_TEXT);
        if (!command.isEmpty() && !Path.of(command.getFirst()).isAbsolute()) {
            block.problem(key, Rule.quoted(command.getFirst()), "an absolute path of a program, then its arguments");
        }
        return command;
    }

    private static Rule.Read<Subnet> subnet(String text) {
        var matcher = WRITTEN.matcher(text);
        InetAddress address = literal(matcher.matches() ? matcher.group(1) : text);
        if (address == null) {
            return Rule.bad();
        }
        int most = address.getAddress().length * 8;
        if (!matcher.matches()) {
            return Rule.bad("'" + text + (most == 32 ? "/24" : "/64") + "'");
        }
        int prefix = Integer.parseInt(matcher.group(2));
        if (prefix < 1 || prefix > most) {
            return Rule.because("a prefix of 1 to " + most + " bits");
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLoopbackAddress()) {
            return Rule.because("not an address of one machine in a network");
        }
        return Rule.good(new Subnet(address.getHostAddress(), prefix));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return text.indexOf('%') >= 0 ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
