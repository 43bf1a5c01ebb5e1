package dev.skein.lease.register;

/** Told on the register's thread; must not block it. */
public interface RegisterListener {

    /**
     * A newer document was decided. Documents come in their order; a node that was away is told of the last one only, and
     * sees from the indexes of the values which of them changed. Another epoch means that a quorum was forced, and that
     * {@code before} may hold what no longer counts.
     */
    void committed(Document before, Document after);

    /** A line for the log and the journal. */
    void note(String line);
}
