package dev.skein.grid;

import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Membership;
import dev.skein.cluster.Membership.Unreached;
import java.util.ArrayList;
import java.util.List;

/** Which entries of the configuration's list nobody answers at, and why. */
final class Reach {
    private Reach() {}

    static void look(Listed listed, Doorkeeper doorkeeper, Membership membership) {
        List<Unreached> missing = new ArrayList<>();
        for (Listed.Entry entry : listed.entries()) {
            if (entry.addresses().isEmpty()) {
                missing.add(new Unreached(entry.text(), "the name cannot be looked up"));
            }
            for (Address address : entry.addresses()) {
                if (membership.all().stream().noneMatch(m -> m.address().equals(address))) {
                    String failure = doorkeeper.failure(address);
                    missing.add(new Unreached(entry.text(), failure == null ? "nobody was heard of there" : failure));
                }
            }
        }
        membership.unreached(missing);
    }
}
