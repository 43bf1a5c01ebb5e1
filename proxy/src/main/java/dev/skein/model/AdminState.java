package dev.skein.model;

/** What an operator wished for a server. Kept apart from what probes found ({@link Health}) and what the file says. */
public enum AdminState {
    /** Takes traffic as health allows. */
    READY,
    /** Keeps its bound sessions and open exchanges, gets no new sessions. */
    DRAIN,
    /** Gets nothing, not even bound sessions; probes stop. */
    MAINTENANCE
}
