package dev.skein.control;

import dev.skein.cluster.LastWins.Entry;
import dev.skein.cluster.Stamp;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operators' wishes on disk, so that a drained server is drained after a restart. Written whole, beside, and renamed. */
final class WishFile {
    private static final Logger LOG = LoggerFactory.getLogger(WishFile.class);

    private final Path file;

    WishFile(Path dataDirectory) {
        this.file = dataDirectory.resolve("wishes.json");
    }

    /** What was wished before; a file that can't be read is put aside and told of, never silently overwritten. */
    Map<ServerKey, Entry<Wish>> read() {
        Map<ServerKey, Entry<Wish>> wishes = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return wishes;
        }
        try {
            JsonArray list = new JsonArray(Files.readString(file));
            for (int i = 0; i < list.size(); i++) {
                JsonObject entry = list.getJsonObject(i);
                wishes.put(new ServerKey(entry.getString("pool"), entry.getString("server")), entry(entry));
            }
        } catch (IOException | DecodeException | ClassCastException | IllegalArgumentException e) {
            setAside(e);
        }
        return wishes;
    }

    private void setAside(Exception why) {
        Path aside = file.resolveSibling("wishes.json.unreadable");
        LOG.error("{}: cannot be read ({}); put aside as {}", file, why.getMessage(), aside);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("{}: cannot be put aside: {}", file, e.toString());
        }
    }

    private static Entry<Wish> entry(JsonObject entry) {
        Wish wish = new Wish(
                AdminState.valueOf(entry.getString("state", "READY")),
                entry.getInteger("weight"),
                entry.getString("author", ""),
                entry.getString("reason", ""),
                entry.getLong("at", 0L),
                entry.getLong("expires", 0L));
        // A file of before there were clusters has no stamps: the wall clock's time will do.
        Stamp stamp = new Stamp(
                entry.getLong("stamp", wish.atEpochMillis()),
                entry.getInteger("stampCount", 0),
                entry.getString("stampNode", ""));
        return new Entry<>(stamp, wish);
    }

    /** Keeps these; a full disk is told of and changes nothing else. */
    void write(Map<ServerKey, Entry<Wish>> wishes) {
        JsonArray list = new JsonArray();
        wishes.forEach((key, entry) -> list.add(json(key, entry)));
        Path next = file.resolveSibling("wishes.json.new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(next, list.encodePrettily());
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.error("{}: wishes could not be kept for the next start: {}", file, e.toString());
        }
    }

    private static JsonObject json(ServerKey key, Entry<Wish> entry) {
        Wish wish = entry.value();
        return new JsonObject()
                .put("pool", key.pool())
                .put("server", key.server())
                .put("state", wish.state().name())
                .put("weight", wish.weight())
                .put("author", wish.author())
                .put("reason", wish.reason())
                .put("at", wish.atEpochMillis())
                .put("expires", wish.expiresEpochMillis())
                .put("stamp", entry.stamp().millis())
                .put("stampCount", entry.stamp().count())
                .put("stampNode", entry.stamp().author());
    }
}
