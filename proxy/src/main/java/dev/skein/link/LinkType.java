package dev.skein.link;

/**
 * A kind of messages or requests. Ids and meanings never change between versions; a node that does not know one answers
 * requests of it with a failure and leaves messages of it out.
 *
 * @param id 1 to 65535
 * @param name for logs
 * @param mostBytes that a body may have; what is larger is refused on both sides
 */
public record LinkType(int id, String name, int mostBytes) {
    private static final int KIB = 1024;

    /** Rounds of the replicated register: a document of 1 MiB and what surrounds it. */
    public static final LinkType REGISTER = new LinkType(1, "register", 1025 * KIB);
    /** What somebody watches live. */
    public static final LinkType TAP = new LinkType(2, "tap", 64 * KIB);
    /** A call of the admin API that another node answers. */
    public static final LinkType ADMIN = new LinkType(3, "admin", 1024 * KIB);
    /** Configurations with their files. */
    public static final LinkType BUNDLE = new LinkType(4, "bundle", 8 * 1024 * KIB);
    /** Copies of journals. */
    public static final LinkType JOURNAL = new LinkType(5, "journal", 1024 * KIB);
    /** Clients that a successor would tickle. */
    public static final LinkType TICKLE = new LinkType(6, "tickle", 1024 * KIB);
    /** Encrypted key rings, of at most 1 MiB. */
    public static final LinkType KEYS = new LinkType(7, "keys", 1025 * KIB);

    /** What each node has as its configuration. */
    public static final LinkType CONFIGURATION = new LinkType(9, "configuration", 64 * KIB);
    /** Virtual addresses that their holder shall hand over. */
    public static final LinkType MOVE = new LinkType(8, "move", KIB);

    /** Nodes that shall restart. */
    public static final LinkType RESTART = new LinkType(10, "restart", KIB);

    /** What nodes of one grid share, between those of two. */
    public static final LinkType GRID = new LinkType(11, "grid", 1024 * KIB);

    /** Checked at once, because a wrong one is a mistake of ours. */
    public LinkType {
        if (id < 1 || id > 0xffff || mostBytes < 0) {
            throw new IllegalArgumentException(
                    name + ": id " + id + ", " + mostBytes + " bytes (expected: id 1 to 65535)");
        }
    }

    void check(byte[] body) {
        if (body.length > mostBytes) {
            throw new IllegalArgumentException(tooLarge(body.length));
        }
    }

    String tooLarge(int bytes) {
        return name + ": " + bytes + " bytes (expected: at most " + mostBytes + ")";
    }
}
