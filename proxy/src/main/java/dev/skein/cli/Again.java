package dev.skein.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the program again in the place of this process: same process number, so that neither systemd nor a container nor
 * a terminal notices, and whatever lies at its paths by now: another launcher, another jar, other options. execve(2), which
 * the JDK has no way to.
 */
public final class Again {
    /** Set where somebody waits for this process and starts it again when it ends with {@link ExitCode#RESTART}. */
    public static final String WATCHED = "SKEIN_WATCHED";
    /** The launcher's own path, set by it. */
    private static final String LAUNCHER = "SKEIN_LAUNCHER";
    /** What belongs to one start only. */
    private static final List<String> ONCE = List.of("SKEIN_STARTED", "SKEIN_AOT");

    private static final int CLOSE_ON_EXEC = 4;
    private static final int FIRST = 3;

    private Again() {}

    /**
     * Becomes the program anew. Returns only where that can't be.
     *
     * @param arguments as this one had them
     * @throws IOException says why
     */
    @SuppressWarnings("restricted") // there is no other way to this call
    public static void become(String[] arguments) throws IOException {
        List<String> command = command(arguments, System.getenv());
        List<String> environment = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (!ONCE.contains(name)) {
                environment.add(name + "=" + value);
            }
        });
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            keepPassedSockets(linker);
            MethodHandle execve = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("execve"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            int unused = (int) execve.invokeExact(
                    arena.allocateFrom(command.getFirst()), strings(arena, command), strings(arena, environment));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(command.getFirst() + ": " + e, e);
        }
        throw new IOException(command.getFirst() + " can't be executed");
    }

    /** The launcher, where one started this process, since it knows where everything is; else what this process was. */
    static List<String> command(String[] arguments, Map<String, String> environment) throws IOException {
        String launcher = environment.getOrDefault(LAUNCHER, "");
        if (!launcher.isEmpty()) {
            List<String> command = new ArrayList<>(List.of(launcher));
            command.addAll(List.of(arguments));
            return command;
        }
        String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of(line.split("\0", -1)));
        command.removeLast();
        command.set(0, Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
        return command;
    }

    /** All that this process has opened ends with it; what it was given (LISTEN_FDS) goes on. */
    @SuppressWarnings("restricted") // there is no other way to this call
    private static void keepPassedSockets(Linker linker) throws Throwable {
        String passed = System.getenv("LISTEN_FDS");
        int kept = passed == null ? 0 : Integer.parseInt(passed);
        MethodHandle closeRange = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close_range"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int failed = (int) closeRange.invokeExact(FIRST + kept, -1, CLOSE_ON_EXEC);
        if (failed != 0) {
            throw new IOException("close_range: refused by this kernel");
        }
    }

    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        array.setAtIndex(ValueLayout.ADDRESS, texts.size(), MemorySegment.NULL);
        return array;
    }
}
