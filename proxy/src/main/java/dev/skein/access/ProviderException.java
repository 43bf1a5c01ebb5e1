package dev.skein.access;

/** Somebody is not who a provider says, or it could not be asked. Its message is for people, and has no secret. */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean away;

    private ProviderException(String text, boolean away) {
        // No stack trace: it is an answer, not a fault.
        super(text, null, false, false);
        this.away = away;
    }

    static ProviderException away(String text) {
        return new ProviderException(text, true);
    }

    static ProviderException refused(String text) {
        return new ProviderException(text, false);
    }

    /** Whether nothing can be said of anybody at the moment. */
    public boolean away() {
        return away;
    }

    /** The message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
