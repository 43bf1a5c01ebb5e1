package dev.skein.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A program in a bench, and all that it has said so far. */
public final class LabProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(12);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader = Thread.ofVirtual().unstarted(this::read);

    private LabProcess(Process process) {
        this.process = process;
        reader.start();
    }

    static LabProcess start(List<String> command) {
        try {
            return new LabProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(its output ended: " + e + ")");
        }
    }

    /** Of the program itself, not of what started it. */
    public long pid() {
        return process.pid();
    }

    /** Standard output and error together. */
    public List<String> lines() {
        return lines;
    }

    /** All of them, when it has ended by itself. */
    String output() {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return String.join("\n", lines);
    }

    /** A line for its standard input. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it a line, and waits for the next one that begins so; the numbers in it. */
    public double[] ask(String order, String answer) {
        int before = lines.size();
        tell(order);
        String line = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> lines.stream()
                                .skip(before)
                                .filter(each -> each.startsWith(answer + " "))
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
        return Arrays.stream(line.split(" ", -1))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Ends its standard input, which some programs take for the sign to finish. */
    public void finish() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code HUP}, {@code TERM}… */
    public void signal(String name) {
        try {
            int done = new ProcessBuilder("kill", "-s", name, String.valueOf(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (done != 0) {
                throw new IllegalStateException("kill -s " + name + " " + pid() + ": " + done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
