package dev.skein.access;

import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route demands of clients. Immutable; for any thread.
 *
 * @param allow networks of clients; empty: all
 * @param deny networks refused all the same
 * @param verifier null: clients need not say who they are
 * @param claims names of what limits count by, in the order of {@link Verdict.Granted#keys}
 */
public record Access(
        NetworkSet allow, NetworkSet deny, @Nullable Verifier verifier, List<String> claims) {

    /** Whether clients may come from there. */
    public boolean admits(ClientAddress client) {
        return (allow.isEmpty() || allow.contains(client)) && !deny.contains(client);
    }

    /** What a limit counts by that is about this claim; 0 where it is not there. */
    public long key(String claim, Verdict.Granted granted) {
        for (int i = 0; i < granted.keys().length; i++) {
            if (claims.get(i).equals(claim)) {
                return granted.keys()[i];
            }
        }
        return 0;
    }
}
