package dev.skein.cluster;

/** Something was not decided, because no majority of the voters answered; the message says whether it may still come true. */
public final class UndecidedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UndecidedException(String message) {
        super(message);
    }
}
