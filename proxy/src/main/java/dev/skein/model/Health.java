package dev.skein.model;

/** What probes and traffic found about a server. Wishes of operators are {@link AdminState}. */
public enum Health {
    /** Not yet probed; takes traffic only where the pool's initial state says so. */
    UNKNOWN(false),
    /** Serves. */
    UP(true),
    /** Serves, but its latest checks failed, fewer than {@code fall} of them. */
    FALLING(true),
    /** Out of rotation: {@code fall} checks failed. */
    DOWN(false),
    /** Still out of rotation, but its latest checks passed, fewer than {@code rise} of them. */
    RISING(false),
    /** Out of rotation for a time because live traffic failed on it. */
    EJECTED(false),
    /** Up, and asked by itself (404 or a header on the check) to get no new sessions. */
    LEAVING(true);

    private final boolean serving;

    Health(boolean serving) {
        this.serving = serving;
    }

    /** Whether the server may get requests at all. {@link #LEAVING} gets only those bound to it. */
    public boolean serving() {
        return serving;
    }
}
