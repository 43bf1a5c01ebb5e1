package dev.skein.cli;

/** How {@code skein} ends. Scripts rely on these; none is ever given another meaning. */
public final class ExitCode {
    public static final int OK = 0;
    /** The node refused, or something went wrong on the way. */
    public static final int FAILED = 1;
    /** Problems in the configuration, or wrong usage. */
    public static final int PROBLEMS = 2;
    /** No node answers at the admin address. */
    public static final int NO_NODE = 3;
    /** The node wants a user, a password or a role that the command does not have. */
    public static final int NOT_ALLOWED = 4;

    /** A node that wants to be started again: whoever watches over it does that. */
    public static final int RESTART = 75;

    private ExitCode() {}
}
