package dev.skein.model;

/** The phases of an exchange, in order. The letter is the second one of the end code in the access log. */
public enum Phase {
    /** Reading the head of the request, guarding, routing, admitting. */
    REQUEST('R'),
    /** Waiting for a place at a server. */
    QUEUE('Q'),
    /** Connecting to a server. */
    CONNECT('C'),
    /** Request under way, no final response head yet. */
    HEADERS('H'),
    /** Response head sent, bodies flowing. */
    DATA('D'),
    /** The response came in whole; its last bytes are on the way to the client. */
    LAST('L'),
    /** An upgraded connection, bytes both ways. */
    TUNNEL('T');

    private final char letter;

    Phase(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }
}
