package dev.skein.lease;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The claims of one holder, few enough to be searched from the front. */
final class Claims implements Iterable<Claim> {
    private static final Claim NONE = new Claim(0);

    private final List<Claim> all = new ArrayList<>();

    @Nullable
    Claim find(long resource) {
        for (Claim claim : all) {
            if (claim.resource == resource) {
                return claim;
            }
        }
        return null;
    }

    /** To be read only: an idle one if this node never wanted the resource. */
    Claim known(long resource) {
        Claim found = find(resource);
        return found == null ? NONE : found;
    }

    Claim of(long resource) {
        Claim found = find(resource);
        if (found == null) {
            found = new Claim(resource);
            all.add(found);
        }
        return found;
    }

    @Override
    public Iterator<Claim> iterator() {
        return all.iterator();
    }
}
