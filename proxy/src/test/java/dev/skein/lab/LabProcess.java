package dev.skein.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A program in a bench, and all that it has said so far. */
public final class LabProcess implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LabProcess(Process process) {
        this.process = process;
    }

    static LabProcess start(List<String> command) {
        try {
            LabProcess started = new LabProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Thread.ofVirtual().start(started::read);
            return started;
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

    /** A line for its standard input. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its standard input, which some programs take for the sign to finish. */
    public void finish() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
