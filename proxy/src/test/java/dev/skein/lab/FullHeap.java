package dev.skein.lab;

import dev.skein.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node whose heap is full as long as a file is there: so full that the collector goes over all of it several times a second
 * and finds next to nothing.
 */
public final class FullHeap {
    private static final int PIECE = 256 * 1024;
    /** What the node has for its work, of 160 MiB: with less than a tenth it would refuse it. */
    private static final long LEFT = 20L * 1024 * 1024;

    private FullHeap() {}

    /** The file for the process of that id. */
    static Path sign(long pid) {
        return Path.of(System.getProperty("java.io.tmpdir"), "skein-full-" + pid);
    }

    /** The program: the node's own, and beside it what fills its heap. */
    public static void main(String[] arguments) {
        Path sign = sign(ProcessHandle.current().pid());
        Thread.ofPlatform().daemon().name("fills the heap").start(() -> fill(sign));
        Main.main(arguments);
    }

    private static void fill(Path sign) {
        List<byte[]> kept = new ArrayList<>();
        try {
            while (true) {
                if (!Files.exists(sign)) {
                    kept.clear();
                } else if (left() > LEFT && added(kept)) {
                    continue;
                } else {
                    System.gc();
                    System.out.println("full: " + left() / 1024 + " KiB left");
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean added(List<byte[]> kept) {
        try {
            return kept.add(new byte[PIECE]);
        } catch (OutOfMemoryError full) {
            kept.removeLast();
            return false;
        }
    }

    private static long left() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
