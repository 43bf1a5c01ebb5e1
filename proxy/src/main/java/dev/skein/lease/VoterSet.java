package dev.skein.lease;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes whose majority decides, listed by name and versioned: it changes one member at a time with the old majority's
 * consent, so that majorities of neighbouring versions always share a voter (Ongaro 2014, §4.1).
 *
 * @param epoch raised only when an operator forces a quorum
 * @param version raised by every change of names within an epoch
 * @param since index of the register's document that changed the names last; 0 for those configured
 * @param members sorted by name; at most {@link #MOST}
 * @param pair two voters of which one may go on alone: two holders in a split, as keepalived has them
 */
public record VoterSet(long epoch, long version, long since, List<Member> members, boolean pair) {
    public static final int MOST = 7;

    /** A node that no voter set lists. */
    public static final int NOBODY = -1;

    /**
     * One voter.
     *
     * @param name the node's id
     * @param disk identity of the register's file whose word counts; 0 while none was admitted
     * @param admitted index of the register's document in which that file was admitted
     */
    public record Member(String name, long disk, long admitted) {}

    public VoterSet {
        members =
                members.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
        Set<String> names = new HashSet<>();
        members.forEach(member -> names.add(member.name()));
        if (names.size() != members.size() || members.size() > MOST) {
            throw new IllegalArgumentException("voters: %s (expected: at most %d, each once)".formatted(names, MOST));
        }
    }

    /** The set that the configuration names before a register exists. */
    public static VoterSet configured(List<String> names, boolean pair) {
        return new VoterSet(
                0, 0, 0, names.stream().map(name -> new Member(name, 0, 0)).toList(), pair);
    }

    public int size() {
        return members.size();
    }

    /** More than half of the voters as configured, whether they live or not. Never 0: without voters nothing is decided. */
    public int majority() {
        return size() / 2 + 1;
    }

    /** The same where {@code alone} says that no other voter was heard for longer than any promise: in a pair, one is enough. */
    public int majority(boolean alone) {
        return pair && size() == 2 && alone ? 1 : majority();
    }

    /** The position of a voter, or {@link #NOBODY}. */
    public int indexOf(String name) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(name)) {
                return i;
            }
        }
        return NOBODY;
    }

    public boolean contains(String name) {
        return indexOf(name) != NOBODY;
    }

    public List<String> names() {
        return members.stream().map(Member::name).toList();
    }

    /** Orders sets: by epoch, then by version. */
    public long stamp() {
        return epoch << 40 | version;
    }

    /**
     * Below every term that is given under this set, above every one that was given under the set before the last:
     * majorities of those two need not share a voter that could know.
     */
    public long termFloor() {
        return termFloor(since);
    }

    /** Above every term that was given before the register's document {@code index} of this epoch was decided. */
    public long termFloor(long index) {
        return epoch << 52 | index << 24;
    }

    /** Whether both name the same voters under the same rule; which disks are admitted may differ. */
    public boolean sameVoters(VoterSet other) {
        return pair == other.pair && names().equals(other.names());
    }

    /** Whether this follows {@code old} by at most one voter more or less. */
    public boolean follows(VoterSet old) {
        Set<String> different = new HashSet<>(names());
        old.names().forEach(name -> {
            if (!different.remove(name)) {
                different.add(name);
            }
        });
        return different.size() <= 1;
    }

    /** With one voter more, by document {@code index}. */
    public VoterSet with(String name, long disk, long index) {
        List<Member> changed = new ArrayList<>(members);
        changed.add(new Member(name, disk, index));
        return new VoterSet(epoch, version + 1, index, changed, pair);
    }

    /** With one voter less, by document {@code index}. */
    public VoterSet without(String name, long index) {
        return new VoterSet(
                epoch,
                version + 1,
                index,
                members.stream().filter(member -> !member.name().equals(name)).toList(),
                pair);
    }

    /** The same voters under another rule, by document {@code index}. */
    public VoterSet paired(boolean on, long index) {
        return new VoterSet(epoch, version + 1, index, members, on);
    }

    /** The same voters with another disk for one of them: no new version, since the same names vote. */
    public VoterSet admitting(String name, long disk, long index) {
        return new VoterSet(
                epoch,
                version,
                since,
                members.stream()
                        .map(member -> member.name().equals(name) ? new Member(name, disk, index) : member)
                        .toList(),
                pair);
    }
}
