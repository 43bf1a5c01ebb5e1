package dev.skein.control;

import dev.skein.config.HostPort;
import java.util.Collection;

/** A port to whoever looks names up. Answers come back as {@link Change.Resolved}. */
public interface NameWatch {

    /** Exactly these from now on; each is a name or a service. */
    void replace(Collection<HostPort> names);
}
