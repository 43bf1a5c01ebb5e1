package dev.skein.rollout;

import dev.skein.lease.DurableFile;
import dev.skein.lease.DurableFile.DamagedFileException;
import dev.skein.model.Ticker;
import dev.skein.revision.Bundle;
import dev.skein.revision.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of the cluster on this node's disk, in {@code revisions} of the data directory: bundles by their hash, and
 * which revision was in force last. Any thread; blocks while it reads and writes.
 */
final class RevisionStore {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final String STATE = "taken";
    private static final String ANEW =
            "remove the directory and start the node: it then follows its own file until it has"
                    + " the configuration of the cluster from the other nodes";
    private static final String WAY_OUT = "copy the file from another node, or " + ANEW;

    /** A bundle that was brought here may be named by the register a moment later: longer than any proposal takes. */
    private static final long YOUNG_MILLIS = TimeUnit.MINUTES.toMillis(5);

    private final Path directory;
    private final Map<String, Long> keptAt = new HashMap<>();
    private final DurableFile state;

    RevisionStore(Path data) {
        this.directory = data.resolve("revisions");
        this.state = new DurableFile(directory.resolve(STATE), "SKEINREV", ANEW);
    }

    /** The bundle of the revision that was in force last: if that is gone, the node's own file must not stand in for it. */
    Bundle committed(Taken taken) throws IOException {
        String id = taken.revision().id();
        Bundle bundle = find(id);
        if (bundle == null) {
            throw new DamagedFileException("%s: is not there, and revision %s was in force here; %s"
                    .formatted(directory.resolve(id), taken.revision(), WAY_OUT));
        }
        return bundle;
    }

    /** The bundle of that id, null if it is not here. */
    @Nullable
    synchronized Bundle find(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        byte[] bytes = file(id).read();
        if (bytes == null) {
            return null;
        }
        Bundle bundle = Bundle.decode(bytes);
        if (!bundle.id().equals(id)) {
            throw file(id).damaged("its hash is " + bundle.id());
        }
        return bundle;
    }

    private DurableFile file(String id) {
        return new DurableFile(directory.resolve(id), "SKEINCFG", WAY_OUT);
    }

    /** Keeps a bundle, and returns when it would survive a power cut. */
    synchronized void keep(Bundle bundle) throws IOException {
        String id = bundle.id();
        keptAt.put(id, Ticker.SYSTEM.millis());
        if (find(id) == null) {
            open();
            file(id).write(bundle.encode());
        } else {
            Files.setLastModifiedTime(directory.resolve(id), FileTime.fromMillis(Ticker.SYSTEM.epochMillis()));
        }
    }

    /** Secrets may stand in configurations, so nobody else may read them. */
    private void open() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Which revision was in force last; null if none ever was. */
    @Nullable
    synchronized Taken taken() throws IOException {
        byte[] bytes = state.read();
        if (bytes == null) {
            return null;
        }
        try {
            return Taken.decode(bytes);
        } catch (IOException e) {
            throw state.damaged(String.valueOf(e.getMessage()));
        }
    }

    synchronized void take(Taken taken) throws IOException {
        open();
        state.write(taken.encode());
    }

    /** Removes bundles that nobody needs any more, and that nobody has brought here lately. */
    synchronized void retain(Set<String> ids) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Set<String> kept = new HashSet<>(ids);
        kept.add(STATE);
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> old = files.filter(
                            file -> !kept.contains(file.getFileName().toString()))
                    .toList();
            for (Path file : old) {
                if (!young(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** By this process's own clock, and over a restart by the file's. */
    private boolean young(Path file) throws IOException {
        Long kept = keptAt.get(file.getFileName().toString());
        if (kept != null && Ticker.SYSTEM.millis() - kept < YOUNG_MILLIS) {
            return true;
        }
        long written = Files.getLastModifiedTime(file).toMillis();
        return Ticker.SYSTEM.epochMillis() - written < YOUNG_MILLIS;
    }
}
