package dev.skein.revision;

/**
 * What a node's own file says, in hashes.
 *
 * @param id of its bundle; empty: it can't be read
 * @param shared of the keys that all nodes share, as this node's environment has them; empty: they can't be read
 */
public record OwnFile(String id, String shared) {
    /** None was read yet. */
    public static final OwnFile UNKNOWN = new OwnFile("", "");

    /** What a node's own file is beside the revision that rules. */
    public enum Standing {
        /** It asks for what rules. */
        IN_FORCE,
        /** It has changed and asks for something else. */
        CANDIDATE,
        /** It asks for something else, but has not changed since another revision was committed. */
        SUPERSEDED,
        /** It can't be read, or has problems. */
        INVALID
    }

    /** Whether both ask all nodes for the same: by the same texts, or by what these mean here. */
    public boolean same(OwnFile other) {
        return !id.isEmpty() && id.equals(other.id) || !shared.isEmpty() && shared.equals(other.shared);
    }

    /**
     * Where this file stands.
     *
     * @param ruling the revision that rules, {@link #UNKNOWN} before the first
     * @param known the file as it was when a revision was last taken in
     */
    public Standing standing(OwnFile ruling, OwnFile known) {
        if (id.isEmpty() || shared.isEmpty()) {
            return Standing.INVALID;
        }
        if (same(ruling)) {
            return Standing.IN_FORCE;
        }
        return same(known) ? Standing.SUPERSEDED : Standing.CANDIDATE;
    }
}
