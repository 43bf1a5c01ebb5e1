package dev.skein.control;

import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Fact;
import dev.skein.control.FindingCodec.Told;
import dev.skein.health.Finding;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other nodes found, by server and node. Confined to the control thread. */
final class HeardFindings {
    private static final Logger LOG = LoggerFactory.getLogger(HeardFindings.class);

    private final String self;
    private final Map<ServerKey, Map<String, Told>> heard = new HashMap<>();

    /** @param self id of this node, whose own words don't count here */
    HeardFindings(String self) {
        this.self = self;
    }

    /** Another node said something, or took it back. About which server; none if it was not about one. */
    Optional<ServerKey> hear(Fact fact) {
        ServerKey key = FindingCodec.key(fact.key().name());
        String author = fact.key().author();
        if (key == null || author.equals(self)) {
            return Optional.empty();
        }
        Told now = decode(fact);
        if (now == null) {
            forget(key, author);
        } else {
            heard.computeIfAbsent(key, unused -> new HashMap<>()).put(author, now);
        }
        return Optional.of(key);
    }

    private static @Nullable Told decode(Fact fact) {
        byte[] value = fact.value();
        try {
            return value == null ? null : FindingCodec.decode(fact.key().author(), value);
        } catch (MalformedException e) {
            LOG.warn("{}: a finding that this version can't read: {}", fact.key(), e.getMessage());
            return null;
        }
    }

    void forget(ServerKey key, String node) {
        heard.computeIfPresent(key, (unused, ofServer) -> {
            ofServer.remove(node);
            return ofServer.isEmpty() ? null : ofServer;
        });
    }

    /** What was found about a server, by node. */
    Map<String, Told> by(ServerKey key) {
        return heard.getOrDefault(key, Map.of());
    }

    /** How a server is to each node, by id; of this one by its own finding, null: it has none. */
    Map<String, Health> found(ServerKey key, @Nullable Health own) {
        Map<String, Health> found = new TreeMap<>();
        by(key).forEach((node, told) -> {
            Health probed = told.finding().probed();
            if (told.finding().ejected() || probed != null) {
                found.put(node, told.finding().ejected() || probed == null ? Health.EJECTED : probed);
            }
        });
        if (own != null) {
            found.put(self, own);
        }
        return found;
    }

    /** What was found about a server at this address. */
    List<Finding> of(ServerKey key, String address) {
        List<Finding> findings = new ArrayList<>();
        for (Told told : by(key).values()) {
            if (told.address().equals(address)) {
                findings.add(told.finding());
            }
        }
        return findings;
    }

    /** How many nodes' traffic got the server ejected. */
    int ejectors(ServerKey key) {
        return (int) by(key).values().stream()
                .filter(told -> told.finding().ejected())
                .count();
    }
}
