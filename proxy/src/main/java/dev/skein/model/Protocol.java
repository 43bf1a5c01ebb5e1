package dev.skein.model;

/** The protocol version that a client spoke. */
public enum Protocol {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2.0"),
    HTTP_3("HTTP/3.0"),
    /** None that we know: a connection is passed on as it is. */
    TCP("TCP");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** As written in a combined log line. */
    public String text() {
        return text;
    }
}
