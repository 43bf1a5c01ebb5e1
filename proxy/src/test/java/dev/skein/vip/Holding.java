package dev.skein.vip;

import dev.skein.model.Ticker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Nothing of a keeper but its hands: does what its standard input says, a line each, and says {@code ok LINE} or
 * {@code no LINE: WHY}; events of the kernel as {@code ! EVENT}. Ends with its standard input.
 */
public final class Holding {
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private final Kernel kernel;
    private volatile boolean over;

    private Holding() throws KernelException {
        kernel = Kernel.open(Ticker.SYSTEM, event -> System.out.println("! " + event + " at " + System.nanoTime()));
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
                } catch (KernelException | IllegalArgumentException e) {
                    System.out.println("no " + order + ": " + e.getMessage());
                }
            }
            kernel.turn(1_000_000_000);
        }
        kernel.close();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
                kernel.wake();
            }
        } catch (java.io.IOException e) {
            System.out.println("no standard input: " + e);
        }
        over = true;
        kernel.wake();
    }

    private static VirtualAddress address(String[] words) {
        return VirtualAddress.parse(words[1], words.length < 3 ? "eth0" : words[2]);
    }

    private String obey(String[] words) throws KernelException {
        return switch (words[0]) {
            case "put" -> {
                kernel.put(address(words), 0);
                yield "";
            }
            case "put-for" -> {
                kernel.put(VirtualAddress.parse(words[1], "eth0"), Integer.parseInt(words[2]));
                yield "";
            }
            case "remove" -> " " + kernel.remove(address(words));
            case "announce" -> {
                kernel.announce(address(words));
                yield "";
            }
            case "leftovers" -> " " + kernel.removeLeftovers().size();
            default -> throw new IllegalArgumentException("order: " + words[0]);
        };
    }
}
