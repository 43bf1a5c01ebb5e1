package dev.skein.conformance;

/** Bytes that two readers could take for two different messages. */
public final class Ambiguous extends Exception {
    private static final long serialVersionUID = 1L;

    Ambiguous(String why) {
        super(why);
    }
}
