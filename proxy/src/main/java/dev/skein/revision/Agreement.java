package dev.skein.revision;

import dev.skein.revision.OwnFile.Standing;
import java.util.Collection;
import java.util.Map;

/** Whether the files of all live nodes show the same candidate, so that it is committed without a command. Pure. */
public final class Agreement {
    private Agreement() {}

    /**
     * Whether they do.
     *
     * @param live ids of the nodes that are there
     * @param states what the nodes said last, by id
     */
    public static boolean reached(Collection<String> live, Map<String, NodeState> states) {
        OwnFile first = null;
        for (String node : live) {
            NodeState state = states.get(node);
            if (state == null || state.standing() != Standing.CANDIDATE) {
                return false;
            }
            first = first == null ? state.file() : first;
            if (!state.file().same(first)) {
                return false;
            }
        }
        return first != null;
    }
}
