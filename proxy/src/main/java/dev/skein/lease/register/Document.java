package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the register holds, at one moment. Immutable; byte arrays in it must not be written to.
 *
 * @param cluster random, chosen when the cluster was formed; 0 before
 * @param epoch raised when an operator forces a quorum
 * @param index rises by one from document to document
 * @param mark random for each document that was ever proposed, to tell two with one index apart
 * @param voters who decides the next document
 * @param values by key
 * @param applied by session of a proposer: its last change that is in here, and in which document that came
 */
public record Document(
        long cluster,
        long epoch,
        long index,
        long mark,
        VoterSet voters,
        SortedMap<String, Value> values,
        SortedMap<Long, Applied> applied) {
    /** Bytes of a document on the wire and on disk: 1 MiB. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int MOST_SESSIONS = 64;

    /**
     * One value.
     *
     * @param index of the document that wrote it: what a later change expects to find
     */
    public record Value(long index, byte[] bytes) {}

    /** The last change of one session. */
    public record Applied(long sequence, long index) {}

    public Document {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        applied = Collections.unmodifiableSortedMap(new TreeMap<>(applied));
    }

    /** Before anything was decided: the voters that the configuration names. */
    public static Document initial(VoterSet configured) {
        long mark = configured.names().hashCode() * 2L + (configured.pair() ? 1 : 0);
        return new Document(0, 0, 0, mark, configured, new TreeMap<>(), new TreeMap<>());
    }

    public @Nullable Value value(String key) {
        return values.get(key);
    }

    /** Index of the document that wrote the value; 0 if there is none. */
    public long indexOf(String key) {
        Value value = values.get(key);
        return value == null ? 0 : value.index();
    }

    public boolean formed() {
        return index > 0;
    }

    /** Orders documents: by epoch, then by index. */
    public boolean newerThan(Document other) {
        return epoch != other.epoch ? epoch > other.epoch : index > other.index;
    }

    boolean sameAs(Document other) {
        return cluster == other.cluster && epoch == other.epoch && index == other.index && mark == other.mark;
    }

    /** Whether a change of that session is in here. */
    boolean has(long session, long sequence) {
        Applied last = applied.get(session);
        return last != null && last.sequence() >= sequence;
    }

    /** The same content as the next document, to be changed. */
    Document next(long newMark) {
        return new Document(cluster, epoch, index + 1, newMark, voters, values, applied);
    }

    Document with(String key, byte @Nullable [] bytes) {
        SortedMap<String, Value> changed = new TreeMap<>(values);
        if (bytes == null) {
            changed.remove(key);
        } else {
            changed.put(key, new Value(index, bytes));
        }
        return new Document(cluster, epoch, index, mark, voters, changed, applied);
    }

    Document with(VoterSet next) {
        return new Document(cluster, epoch, index, mark, next, values, applied);
    }

    /** Notes a session's change; the session that has been quiet for longest is forgotten when there are too many. */
    Document with(long session, long sequence) {
        SortedMap<Long, Applied> changed = new TreeMap<>(applied);
        changed.put(session, new Applied(sequence, index));
        if (changed.size() > MOST_SESSIONS) {
            changed.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().index()))
                    .ifPresent(oldest -> changed.remove(oldest.getKey()));
        }
        return new Document(cluster, epoch, index, mark, voters, values, changed);
    }

    Document formedAs(long newCluster, VoterSet members) {
        return new Document(newCluster, epoch, index, mark, members, values, applied);
    }

    /** The next document of a new epoch, in which {@code survivor} decides alone. */
    Document forced(VoterSet.Member survivor, long newMark) {
        VoterSet alone = new VoterSet(
                epoch + 1,
                voters.version() + 1,
                index + 1,
                List.of(new VoterSet.Member(survivor.name(), survivor.disk(), index + 1)),
                false);
        long id = cluster == 0 ? newMark : cluster;
        return new Document(id, epoch + 1, index + 1, newMark, alone, values, applied);
    }
}
