package dev.skein.vip;

import dev.skein.lease.Buckets;
import dev.skein.model.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nothing of a keeper but its hands: does what its standard input says, a line each, and says {@code ok LINE} or
 * {@code no LINE: WHY}; events of the kernel as {@code ! EVENT at NANOS}. Ends with its standard input.
 */
public final class Holding {
    private static final long MILLI = 1_000_000;

    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> held = new TreeMap<>();
    private final List<ServerSocket> listening = new ArrayList<>();
    private final Kernel kernel;
    private @Nullable Fence fence;
    private long every = 50 * MILLI;
    private volatile boolean over;
    /** How long this process seems to have been held up, from the next look at the clock but one on. */
    private long pause;

    private int looks;

    private Holding() throws KernelException {
        kernel = Kernel.open(
                new Ticker() {
                    @Override
                    public long nanos() {
                        return System.nanoTime() + (looks++ > 0 ? pause : 0);
                    }

                    @Override
                    public long epochMillis() {
                        return 0;
                    }
                },
                event -> System.out.println("! " + event + " at " + System.nanoTime()));
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        new Holding().run();
    }

    private void run() throws Exception {
        Thread.ofPlatform().daemon().start(this::read);
        System.out.println("ready");
        while (!over) {
            for (String order = orders.poll(); order != null; order = orders.poll()) {
                try {
                    System.out.println("ok " + order + obey(order.split(" ")));
                } catch (IOException | IllegalArgumentException e) {
                    System.out.println("no " + order + ": " + e.getMessage());
                }
            }
            for (Map.Entry<String, Long> each : held.entrySet()) {
                long deadline = System.nanoTime() + each.getValue();
                System.out.println("arming until " + deadline);
                fence().arm(VirtualAddress.parse(each.getKey(), "eth0"), FenceSet.LEASE, deadline);
            }
            kernel.turn(held.isEmpty() ? 1_000 * MILLI : every);
        }
        kernel.close();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
                kernel.wake();
            }
        } catch (IOException e) {
            System.out.println("no standard input: " + e);
        }
        over = true;
        kernel.wake();
    }

    private Fence fence() {
        if (fence == null) {
            throw new IllegalArgumentException("no fence");
        }
        return fence;
    }

    private static VirtualAddress address(String[] words) {
        return VirtualAddress.parse(words[1], "eth0");
    }

    private String obey(String[] words) throws IOException {
        return switch (words[0]) {
            case "put" -> {
                kernel.put(VirtualAddress.parse(words[1], words[2]), Integer.parseInt(words[3]));
                yield "";
            }
            case "relay", "divert", "peers" -> obeyRelay(words);
            case "end-relay" -> " " + kernel.relay().end(address(words));
            case "warm" -> {
                kernel.warm();
                yield "";
            }
            case "take" -> {
                long begun = System.nanoTime();
                fence().arm(address(words), FenceSet.LEASE, begun + 60_000 * MILLI);
                kernel.put(address(words), 30);
                kernel.announce(address(words));
                yield " in " + (System.nanoTime() - begun) / 1_000;
            }
            case "remove" -> " " + kernel.remove(address(words));
            case "announce" -> {
                kernel.announce(address(words));
                yield "";
            }
            case "leftovers" -> " " + kernel.removeLeftovers().size();
            case "listen" -> {
                listening.add(new ServerSocket(Integer.parseInt(words[1]), 20_000));
                yield "";
            }
            case "accept" -> {
                listening.forEach(each -> Thread.ofPlatform().daemon().start(() -> accept(each)));
                yield "";
            }
            case "connections", "tickle", "share-again" -> obeyFlows(words);
            default -> obeyFence(words);
        };
    }

    private String obeyRelay(String[] words) throws IOException {
        switch (words[0]) {
            case "relay" -> kernel.relay().start(address(words), words[2], 60_000 * MILLI);
            case "divert" -> kernel.relay().divert(address(words), words[2], 60_000 * MILLI);
            default -> kernel.relay().peers(Set.of(words[1]));
        }
        return "";
    }

    private static void accept(ServerSocket from) {
        List<Socket> accepted = new ArrayList<>();
        try {
            while (true) {
                accepted.add(from.accept());
            }
        } catch (IOException e) {
            System.out.println("accepted " + accepted.size() + ": " + e);
        }
    }

    private String obeyFlows(String[] words) throws IOException {
        if (words[0].equals("share-again")) {
            return " " + shareAgain(words);
        }
        Path file = Path.of(words[2]);
        if (words[0].equals("connections")) {
            List<Flow> flows = kernel.connections(address(words));
            Files.write(
                    file,
                    flows.stream()
                            .map(flow -> flow.client().getHostAddress() + " " + flow.clientPort() + " " + flow.port())
                            .toList());
            return " " + flows.size();
        }
        kernel.tickle(address(words), flows(file));
        return " at " + System.nanoTime();
    }

    private static List<Flow> flows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" ", -1))
                .map(parts -> new Flow(
                        InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                .toList();
    }

    /** Which buckets are the peer's, of which of the others it is the former home, and who holds it: {@code -} this one. */
    private void share(String[] words, Map<VirtualAddress, Set<Flow>> elsewhere) throws KernelException {
        List<String> homes = some(words[3], words[2]);
        List<String> formers = some(words[4], words[2]);
        kernel.sharing()
                .divide(
                        Map.of(
                                address(words),
                                new Sharing.Division(
                                        homes,
                                        formers,
                                        words[5].equals("-") ? List.of() : List.of(words[5]),
                                        words.length > 6 && words[6].equals("held"))),
                        Set.of(words[2]),
                        elsewhere);
    }

    /** The same, while the other has the flows that are in a file. */
    private int shareAgain(String[] words) throws IOException {
        Set<Flow> flows = Set.copyOf(flows(Path.of(words[6])));
        share(words, Map.of(address(words), flows));
        return kernel.sharing().endSuperseded();
    }

    private static List<String> some(String which, String mac) {
        return IntStream.range(0, Buckets.COUNT)
                .mapToObj(bucket -> switch (which) {
                    case "all" -> mac;
                    case "odd" -> bucket % 2 == 1 ? mac : "";
                    case "even" -> bucket % 2 == 0 ? mac : "";
                    default -> "";
                })
                .toList();
    }

    private String obeyFence(String[] words) throws KernelException {
        switch (words[0]) {
            case "fence" -> fence = kernel.fence("skein", Fence.Mechanism.valueOf(words[1]));
            case "guard" ->
                fence().guard(
                                Arrays.stream(words)
                                        .skip(1)
                                        .map(each -> VirtualAddress.parse(each, "eth0"))
                                        .toList(),
                                Set.of());
            case "guard-from" -> fence().guard(Set.of(address(words)), Set.of(words[2]));
            case "share" -> share(words, Map.of());
            case "hold" -> held.put(words[1], Long.parseLong(words[2]) * MILLI);
            case "every" -> every = Long.parseLong(words[1]) * MILLI;
            case "serve" ->
                fence().arm(address(words), FenceSet.SERVE, System.nanoTime() + Long.parseLong(words[2]) * MILLI);
            case "release" -> {
                held.remove(words[1]);
                fence().disarm(address(words), FenceSet.LEASE);
            }
            case "arm-paused" -> {
                looks = 0;
                pause = Long.parseLong(words[2]) * MILLI;
                long told = fence().arm(address(words), FenceSet.LEASE, System.nanoTime() + 500 * MILLI);
                pause = 0;
                return " " + told;
            }
            default -> throw new IllegalArgumentException("order: " + words[0]);
        }
        return "";
    }
}
