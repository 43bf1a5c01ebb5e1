package dev.skein.proxying;

import dev.skein.model.ByteSink;
import dev.skein.model.FieldFilter;
import org.jspecify.annotations.Nullable;

/** What changes in a response's head on its way: fields left out, lines added. Filled per response, used again. */
public final class ResponseEdits {
    @Nullable
    FieldFilter dropped;

    final ByteSink lines = new ByteSink(0);

    void clear() {
        dropped = null;
        lines.clear();
    }

    /** Names the fields that are left out; null for none. */
    public @Nullable FieldFilter dropped() {
        return dropped;
    }

    /** Complete lines {@code Name: value CR LF} to be added. */
    public ByteSink lines() {
        return lines;
    }
}
