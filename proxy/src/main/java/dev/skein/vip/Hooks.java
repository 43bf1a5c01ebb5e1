package dev.skein.vip;

import dev.skein.model.Ticker;
import dev.skein.vip.HookResult.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs when addresses come and go: argument vectors, never a shell. Those of one key (an address) run one after
 * the other, in the order in which they were asked for; others beside them. Nothing here waits: any thread, threads of its
 * own.
 */
public final class Hooks {
    /** Bytes of output that are kept; the rest is read and dropped. */
    public static final int MOST_OUTPUT = 4_096;

    private final Ticker ticker;
    private final Executor threads =
            task -> Thread.ofPlatform().name("skein-hook").daemon().start(task);
    private final Map<String, CompletableFuture<HookResult>> last = new HashMap<>();

    /** How long hooks take is read from this. */
    public Hooks(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Runs it after all that was asked for before with this key.
     *
     * @param command the program and its arguments, as they are
     * @param environment in addition to this process's own
     * @param limit after which it is killed, and its children with it
     * @return never fails: whatever happens is a result
     */
    public synchronized CompletableFuture<HookResult> run(
            String key, List<String> command, Map<String, String> environment, Duration limit) {
        CompletableFuture<HookResult> before = last.get(key);
        CompletableFuture<HookResult> result = before == null
                ? CompletableFuture.supplyAsync(() -> run(command, environment, limit), threads)
                : before.handleAsync((ended, failed) -> run(command, environment, limit), threads);
        last.put(key, result);
        result.whenComplete((ended, failed) -> forget(key, result));
        return result;
    }

    private synchronized void forget(String key, CompletableFuture<HookResult> result) {
        last.remove(key, result);
    }

    private HookResult run(List<String> command, Map<String, String> environment, Duration limit) {
        long started = ticker.nanos();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process), threads);
            boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                List<ProcessHandle> children = process.descendants().toList();
                // First the one that would go on with its next command once its child is dead.
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
            }
            // A child that lives on may keep the pipe open: what it says is not waited for.
            String said = output.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
            return new HookResult(
                    command, ended ? End.EXITED : End.KILLED, ended ? process.exitValue() : -1, said, since(started));
        } catch (IOException e) {
            return new HookResult(command, End.NOT_STARTED, -1, String.valueOf(e.getMessage()), since(started));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HookResult(command, End.KILLED, -1, "interrupted", since(started));
        }
    }

    private long since(long started) {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - started);
    }

    private static String read(Process process) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] part = new byte[1_024];
        try (InputStream in = process.getInputStream()) {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                kept.write(part, 0, Math.min(read, MOST_OUTPUT - kept.size()));
            }
        } catch (IOException e) {
            // Its end was closed under us when it was killed; what was read is what there is.
            return kept.toString(StandardCharsets.UTF_8);
        }
        return kept.toString(StandardCharsets.UTF_8);
    }
}
