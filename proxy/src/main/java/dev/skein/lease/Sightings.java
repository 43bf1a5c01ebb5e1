package dev.skein.lease;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who holds what, as far as voters tell: for people, and to know when it is worth asking. Nobody may act on it as if it
 * were a lease. Pure; of the heartbeat's thread.
 */
public final class Sightings {
    private final Map<Long, Map<String, Sighting>> byResource = new HashMap<>();

    /**
     * What one voter told about one resource.
     *
     * @param holder an incarnation, or 0
     * @param until of this node's clock, if the promise isn't renewed
     */
    private record Sighting(long holder, long term, long until) {}

    /** A holder that a majority of the voters names, under the highest term that one of them told; 0 for nobody. */
    public record Holding(long holder, long term) {
        static final Holding NOBODY = new Holding(0, 0);
    }

    public void heard(long now, String voter, List<Answer> told) {
        for (Answer answer : told) {
            byResource
                    .computeIfAbsent(answer.resource(), _ -> new HashMap<>())
                    .put(voter, new Sighting(answer.holder(), answer.term(), now + answer.remaining()));
        }
    }

    public Holding holding(long now, long resource, VoterSet voters, int majority) {
        Map<String, Sighting> seen = byResource.getOrDefault(resource, Map.of());
        for (VoterSet.Member candidate : voters.members()) {
            Sighting by = seen.get(candidate.name());
            if (by == null || by.holder() == 0 || now >= by.until()) {
                continue;
            }
            int named = 0;
            long term = 0;
            for (VoterSet.Member voter : voters.members()) {
                Sighting other = seen.get(voter.name());
                if (other != null && other.holder() == by.holder() && now < other.until()) {
                    named++;
                    term = Math.max(term, other.term());
                }
            }
            if (named >= majority) {
                return new Holding(by.holder(), term);
            }
        }
        return Holding.NOBODY;
    }

    /**
     * From when on a majority of the voters could promise the resource to {@code asker}, an incarnation, if nobody renews
     * what they have told; not after {@code now} if they could already. What a voter has not told is taken to be free.
     */
    public long freeAt(long now, long resource, VoterSet voters, long asker) {
        Map<String, Sighting> seen = byResource.getOrDefault(resource, Map.of());
        long[] free = new long[voters.size()];
        for (int i = 0; i < free.length; i++) {
            Sighting by = seen.get(voters.members().get(i).name());
            boolean bound = by != null && by.holder() != 0 && by.holder() != asker && by.until() - now > 0;
            free[i] = bound && by != null ? by.until() : now;
        }
        Arrays.sort(free);
        return free.length == 0 ? now : free[voters.majority() - 1];
    }
}
