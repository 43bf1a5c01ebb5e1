package dev.skein.admin;

import dev.skein.model.ServerKey;

/** Has all nodes that can be reached do something with a server now; each one what is its to do. Any thread. */
public interface Everywhere {
    /** Those who check it check it now. */
    void probe(ServerKey server);

    /** What traffic found is forgotten, so that an ejection ends. */
    void resetEjection(ServerKey server);

    /**
     * Each one takes the sessions by a key that it saw lately off it.
     *
     * @return how many this node did; -1 if nothing is done, since they have nowhere to go or go by no key
     */
    int unbind(ServerKey server);
}
