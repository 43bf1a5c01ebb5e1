package dev.skein.lease.register;

import java.util.Collection;

/** What the core of the register does to the world. Called on the core's thread, from within its methods. */
interface Effects {
    /** Sends to another node, at best effort. */
    void send(String to, Message.Envelope envelope);

    /** Durable before it returns; false if that failed. */
    boolean keep(Stored stored);

    /** A newer document was decided; documents between the two were missed, if their indexes say so. */
    void committed(Document before, Document after);

    /** Something an operator should read. */
    void note(String line);

    /** The other nodes, voters or not, that may be told. */
    Collection<String> peers();

    long random();
}
