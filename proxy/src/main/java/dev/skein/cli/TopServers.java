package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers that {@code skein top} shows. Pure. */
final class TopServers {
    private TopServers() {}

    /** What the servers are sorted by, and its key. */
    enum Sort {
        RATE('r', "rate", 0),
        FAILED('f', "failed", 1),
        FLIGHT('i', "in flight", 2),
        LATENCY('l', "p95", 4),
        NAME('n', "name", -1);

        final char key;
        final String word;
        private final int figure;

        Sort(char key, String word, int figure) {
            this.key = key;
            this.word = word;
            this.figure = figure;
        }

        /** The one with that key, or null. */
        static @Nullable Sort of(int key) {
            for (Sort sort : values()) {
                if (sort.key == key) {
                    return sort;
                }
            }
            return null;
        }
    }

    /** One server, and the cluster's figures of it. */
    record Row(String key, JsonObject server, JsonArray figures) {
        double figure(int index) {
            Number value = (Number) figures.getValue(index);
            return value == null ? -1 : value.doubleValue();
        }

        /** As a line of the table. */
        void put(Table table, boolean wide) {
            String name = TopScreen.clean(key);
            String state = text(server, "state");
            String why = state.equals("up") ? "" : TopScreen.clean(ServersCommand.why(server));
            Object weight = number(object(server, "weight"), "effective");
            Object rate = number((Number) figures.getValue(0));
            Object failed = number((Number) figures.getValue(1));
            Object flight = number((Number) figures.getValue(2));
            Object p50 = number((Number) figures.getValue(3));
            Object p95 = number((Number) figures.getValue(4));
            Object p99 = number((Number) figures.getValue(5));
            if (wide) {
                table.row(name, state, weight, rate, failed, flight, p50, p95, p99, why);
            } else {
                table.row(name, state, rate, failed, flight, p95, why);
            }
        }
    }

    /** In the order wanted. */
    static List<Row> of(JsonObject picture, String pool, Sort by) {
        JsonObject rows = object(picture, "rows");
        JsonObject figures = object(picture, "figures");
        List<Row> found = new ArrayList<>();
        for (String key : texts(picture, "order")) {
            JsonObject row = object(rows, key);
            // Pools have rows, too.
            boolean server = row.containsKey("id") && row.containsKey("pool");
            if (server && (pool.isEmpty() || pool.equals(text(row, "pool")))) {
                found.add(new Row(key, row, figures.getJsonArray(key, new JsonArray("[0,0,0,null,null,null]"))));
            }
        }
        int figure = by.figure;
        found.sort(
                figure < 0
                        ? Comparator.comparing(Row::key)
                        : Comparator.comparingDouble((Row row) -> -row.figure(figure)));
        return found;
    }
}
