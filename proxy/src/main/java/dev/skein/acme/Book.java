package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is agreed about orders. Immutable.
 *
 * @param directory of the authority that all of it is about; empty: none yet
 * @param pause until when the authority wants no order at all, in milliseconds since 1970
 * @param items by id; must not be written to
 */
record Book(String directory, long pause, SortedMap<String, Item> items) {
    private static final int VERSION = 1;

    static final Book EMPTY = new Book("", 0, new TreeMap<>());

    Item item(String id) {
        return items.getOrDefault(id, Item.of(id));
    }

    /** At another authority nothing counts of what was agreed with the one before. */
    Book at(String other) {
        SortedMap<String, Item> next = new TreeMap<>();
        items.keySet().forEach(id -> next.put(id, Item.of(id)));
        return directory.equals(other)
                ? this
                : directory.isEmpty() ? new Book(other, pause, items) : new Book(other, 0, next);
    }

    Book with(Item item) {
        SortedMap<String, Item> next = new TreeMap<>(items);
        next.put(item.id(), item);
        return new Book(directory, pause, next);
    }

    Book paused(long until) {
        return new Book(directory, Math.max(pause, until), items);
    }

    /** Without sets of names that nobody wants any more. */
    Book without(Set<String> ids) {
        SortedMap<String, Item> next = new TreeMap<>(items);
        next.keySet().removeAll(ids);
        return new Book(directory, pause, next);
    }

    /** How many orders are under way. */
    long open() {
        return items.values().stream().filter(Item::open).count();
    }

    byte[] encode() {
        Encoder out = new Encoder(VERSION).number(pause).number(items.size());
        items.values().forEach(item -> item.encode(out));
        out.text(directory);
        items.values().forEach(item -> out.number(item.barred()));
        return out.done();
    }

    static Book decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        long pause = in.number();
        SortedMap<String, Item> items = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            Item item = Item.decode(in);
            items.put(item.id(), item);
        }
        // These came later.
        String directory = in.more() ? in.text() : "";
        if (in.more()) {
            items.replaceAll((id, item) -> item.barred(in.number()));
        }
        return new Book(directory, pause, items);
    }
}
