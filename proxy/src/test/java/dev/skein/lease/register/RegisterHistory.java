package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients and listeners of the register saw, and whether one order of documents explains it: linearizability, checked
 * as it happens, which is easy because every answer names the document that it is about.
 */
final class RegisterHistory {
    private final Map<Long, Document> byIndex = new HashMap<>();
    private final Map<String, Long> writtenBy = new HashMap<>();
    private final Set<String> mustNotAppear = new HashSet<>();
    private @Nullable String violation;
    private @Nullable Document last;
    private VoterSet votersBefore = VoterSet.configured(List.of(), false);
    private long values;
    private long acknowledged;
    private int expected = Integer.MAX_VALUE;
    private int progress;

    /** One change from its call to its end. */
    final class Call {
        private final Change change;
        private final long acknowledgedBefore = acknowledged;

        Call(Change change) {
            this.change = change;
        }

        void ended(Outcome outcome) {
            switch (outcome) {
                case Outcome.Committed committed -> committed(committed.document());
                case Outcome.Refused _, Outcome.NoMajority _ -> {
                    if (change instanceof Change.Put put && put.bytes() != null) {
                        never(text(put.bytes()));
                    }
                }
                case Outcome.Unknown _ -> {}
            }
        }

        private void committed(Document document) {
            if (document.index() < acknowledgedBefore) {
                violated("%s ended with document %d, although %d was acknowledged before it began"
                        .formatted(change, document.index(), acknowledgedBefore));
            }
            acknowledged = Math.max(acknowledged, document.index());
            if (change instanceof Change.Put put && put.bytes() != null) {
                wrote(text(put.bytes()), document);
                progress += put.key().startsWith("last-") ? 1 : 0;
            }
        }
    }

    Call begin(Change change) {
        return new Call(change);
    }

    byte[] newValue() {
        return ("value " + ++values).getBytes(StandardCharsets.UTF_8);
    }

    private void wrote(String value, Document document) {
        Long index = writtenBy.get(value);
        if (index == null || index > document.index()) {
            violated("%s was acknowledged in document %d, but is in none up to it".formatted(value, document.index()));
        }
    }

    private void never(String value) {
        mustNotAppear.add(value);
        if (writtenBy.containsKey(value)) {
            violated(value + " was refused, but is in document " + writtenBy.get(value));
        }
    }

    /** A node's listener was told. */
    void saw(String node, Document before, Document after) {
        if (after.index() <= before.index()) {
            violated("%s went from document %d to %d".formatted(node, before.index(), after.index()));
        }
        Document known = byIndex.putIfAbsent(after.index(), after);
        if (known != null && known.mark() != after.mark()) {
            violated("%s has another document %d than others".formatted(node, after.index()));
        }
        if (known == null) {
            first(after);
        }
    }

    private void first(Document document) {
        document.values().values().stream()
                .filter(value -> value.index() == document.index())
                .forEach(value -> appeared(text(value.bytes()), document.index()));
        Document before = byIndex.get(document.index() - 1);
        if (before != null) {
            before.values().forEach((key, value) -> {
                if (document.indexOf(key) != document.index() && document.indexOf(key) != value.index()) {
                    violated("document %d lost %s".formatted(document.index(), key));
                }
            });
            if (!document.voters().follows(before.voters())) {
                violated("document %d changes more than one voter".formatted(document.index()));
            }
        }
        if (last == null || document.newerThan(last)) {
            if (last != null && !last.voters().equals(document.voters())) {
                votersBefore = last.voters();
            }
            last = document;
        }
    }

    private void appeared(String value, long index) {
        Long other = writtenBy.putIfAbsent(value, index);
        if (other != null) {
            violated("%s was written by document %d and by document %d".formatted(value, other, index));
        }
        if (mustNotAppear.contains(value)) {
            violated("%s was refused, but is in document %d".formatted(value, index));
        }
    }

    void expectProgress(int writes) {
        expected = writes;
    }

    boolean progressed() {
        return progress >= expected;
    }

    void checkEnd(SimulatedMember[] members) {
        if (violation == null && !progressed()) {
            StringBuilder standing = new StringBuilder();
            for (SimulatedMember member : members) {
                standing.append("\n  ").append(member);
            }
            violated("only %d of %d nodes could write once the world was quiet:%s"
                    .formatted(progress, expected, standing));
        }
        for (SimulatedMember member : members) {
            if (violation == null && last != null && member.core.document().index() != last.index()) {
                violated("%s is at document %d at the end (expected: %d)"
                        .formatted(member.name, member.core.document().index(), last.index()));
            }
        }
    }

    @Nullable
    Document last() {
        return last;
    }

    VoterSet votersBefore() {
        Document present = last;
        return votersBefore.size() == 0 && present != null ? present.voters() : votersBefore;
    }

    void violated(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    @Nullable
    String violation() {
        return violation;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
