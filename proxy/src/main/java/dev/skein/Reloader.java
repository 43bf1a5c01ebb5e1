package dev.skein;

import dev.skein.config.Loaded;
import dev.skein.config.ReloadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Watches the configuration's files and reads them again when one changed and two looks agree on it. A thread of its own: reading may take a while. */
final class Reloader implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-reload").daemon(true).factory());
    private final Supplier<Loaded> reload;
    private List<Path> files;
    private List<Object> marks = List.of();
    /** What the look before saw, where that was news. */
    private List<Object> lastLook = List.of();

    Reloader(Supplier<Loaded> reload, List<Path> files) {
        this.reload = reload;
        this.files = files;
    }

    void start(ReloadSettings settings) {
        thread.execute(() -> marks = marks());
        if (settings.watch()) {
            long millis = settings.interval().toMillis();
            var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Reads at once, changed or not. */
    void now() {
        thread.execute(this::read);
    }

    /** A file is read once it has come to rest: somebody may be in the middle of writing it. */
    void look() {
        List<Object> now = marks();
        boolean atRest = now.equals(lastLook);
        lastLook = now;
        if (atRest && !now.equals(marks)) {
            read();
        }
    }

    private void read() {
        Loaded loaded = reload.get();
        files = loaded.files();
        marks = marks();
    }

    /** Time and size of each file: a change of neither is no change. */
    private List<Object> marks() {
        List<Object> seen = new ArrayList<>();
        for (Path file : files) {
            try {
                seen.add(List.of(file, Files.getLastModifiedTime(file), Files.size(file)));
            } catch (IOException e) {
                // Gone, or not yet there: that is a state, too.
                seen.add(List.of(file, e.getClass()));
            }
        }
        return seen;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
