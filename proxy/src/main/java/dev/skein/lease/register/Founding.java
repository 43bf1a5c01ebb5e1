package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import java.util.List;
import java.util.Map;

/** How a next document begins, and what no document may become. */
final class Founding {
    private Founding() {}

    /** The next document, still with the same content; the first one of a cluster names it and the files of its voters. */
    static Document begin(Document last, Map<String, Long> disks, Effects effects) {
        Document next = last.next(effects.random());
        if (last.formed()) {
            return next;
        }
        VoterSet members = next.voters();
        for (Map.Entry<String, Long> disk : disks.entrySet()) {
            members = members.admitting(disk.getKey(), disk.getValue(), next.index());
        }
        return next.formedAs(effects.random() | 1, members);
    }

    /**
     * Refuses a document that is too long, and voters of whom no majority would be there: they could never change again.
     *
     * @param present files of the voters that have just promised, by name
     */
    static Change.Applying fitting(Change.Applying applying, Map<String, Long> present) {
        Document document = applying.document();
        if (document == null) {
            return applying;
        }
        int bytes = RegisterCodec.size(document);
        if (bytes > Document.MOST_BYTES) {
            return refused("%d bytes in all (expected: at most %d)".formatted(bytes, Document.MOST_BYTES));
        }
        VoterSet voters = document.voters();
        List<String> absent = voters.members().stream()
                .filter(voter -> voter.admitted() != document.index() && !present.containsKey(voter.name()))
                .map(VoterSet.Member::name)
                .toList();
        return voters.size() - absent.size() < voters.majority()
                ? refused("of the voters %s only %d would be there (expected: %d; absent or not admitted: %s)"
                        .formatted(voters.names(), voters.size() - absent.size(), voters.majority(), absent))
                : applying;
    }

    private static Change.Applying refused(String why) {
        return new Change.Applying(null, why);
    }
}
