package dev.skein.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are believed to be whom we ask. Immutable.
 *
 * @param authorities PEM file of who signs their certificates, read anew when it has changed; null: the JDK's
 * @param serverName in SNI, of a server that is asked by its address; in its certificate, unless that has the address; null: as
 *     the URL has it
 * @param verify whether chain and name have to be right
 */
public record Trust(@Nullable Path authorities, @Nullable String serverName, boolean verify) {

    /** Chains of these authorities (null: the JDK's), and names as URLs have them. */
    public static Trust of(@Nullable Path authorities) {
        return new Trust(authorities, null, true);
    }
}
