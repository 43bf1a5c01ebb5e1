package dev.skein.roll;

import dev.skein.control.Tallies;
import dev.skein.control.Tally;
import dev.skein.control.Tally.Counts;
import dev.skein.control.Tally.Line;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one picture of what all nodes tell. For one thread. */
final class Sight {
    private static final long RUNNER_MILLIS = 10_000;

    private final String self;
    private final Tallies tallies;
    private final Function<String, String> without;

    /** @param without why the cluster can't be without a node at the moment; empty: it can */
    Sight(String self, Tallies tallies, Function<String, String> without) {
        this.self = self;
        this.tallies = tallies;
        this.without = without;
    }

    /** What is seen of the step whose turn it is; null before this node has looked at itself. */
    @Nullable
    Seen of(Roll roll) {
        Map<String, Tally> fresh = tallies.fresh();
        Step step = roll.current();
        Tally mine = fresh.get(self);
        if (mine == null || step == null) {
            return mine == null ? null : NOTHING;
        }
        return roll.kind() == Roll.Kind.NODES
                ? node(step, fresh)
                : server(new ServerKey(roll.pool(), step.target()), step, roll, fresh);
    }

    private static final Seen NOTHING =
            new Seen("", true, AdminState.READY, true, 0, true, true, 0, 0, Counts.NONE, Counts.NONE, "");

    private Seen node(Step step, Map<String, Tally> fresh) {
        String id = step.target();
        Tally tally = fresh.get(id);
        List<Tally> others = fresh.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(id))
                .map(Map.Entry::getValue)
                .toList();
        Set<String> absent = new TreeSet<>(tallies.expected());
        absent.removeAll(fresh.keySet());
        absent.remove(id);
        boolean waiting = step.phase() == Phase.WAITING;
        String lack = waiting && tally == null ? "it is not there" : waiting ? without.apply(id) : "";
        boolean well = tally != null && tally.ready() && tally.majority();
        return new Seen(
                absent.isEmpty() ? lack : missing(absent),
                true,
                AdminState.READY,
                true,
                0,
                well,
                well,
                tally == null ? 0 : tally.life(),
                (int) others.stream().filter(Tally::ready).count(),
                tally == null ? Counts.NONE : tally.total(),
                sum(others.stream().map(Tally::total).toList()),
                tally == null
                        ? "it is not there"
                        : well ? "" : tally.ready() ? "it hears no majority" : "it takes no requests yet");
    }

    private Seen server(ServerKey key, Step step, Roll roll, Map<String, Tally> fresh) {
        Set<String> absent = new TreeSet<>(tallies.expected());
        absent.removeAll(fresh.keySet());
        Collection<Tally> all = fresh.values();
        List<Line> lines = all.stream()
                .map(tally -> tally.servers().get(key))
                .filter(Objects::nonNull)
                .toList();
        Line mine = Objects.requireNonNull(fresh.get(self)).servers().get(key);
        if (mine == null || lines.size() < all.size()) {
            absent.add("(some node has no such server)");
        }
        AdminState admin = mine == null ? AdminState.READY : mine.admin();
        AdminState aim = Order.aim(step.phase());
        AdminState everybody = aim == null ? admin : aim;
        return new Seen(
                absent.isEmpty() ? "" : missing(absent),
                runner(roll.runner(), all),
                admin,
                absent.isEmpty() && lines.stream().allMatch(line -> line.admin() == everybody),
                lines.stream().mapToLong(Line::inFlight).sum(),
                lines.stream().allMatch(Line::healthy),
                lines.stream().allMatch(line -> line.takesNew() && line.percent() == 100),
                0,
                serving(key, all),
                sum(lines.stream().map(Line::counts).toList()),
                others(key, all),
                health(lines));
    }

    private static String health(List<Line> lines) {
        return lines.stream()
                .filter(line -> !line.healthy())
                .map(Line::health)
                .findFirst()
                .orElse("");
    }

    private static String missing(Set<String> absent) {
        return "not heard of lately: " + String.join(", ", absent);
    }

    private static boolean runner(String token, Collection<Tally> all) {
        return token.isEmpty()
                || all.stream().anyMatch(tally -> tally.runner().equals(token) && tally.runnerMillis() < RUNNER_MILLIS);
    }

    /** Others of the pool to which every node sends new sessions. */
    private static int serving(ServerKey key, Collection<Tally> all) {
        Set<ServerKey> serving = new HashSet<>();
        all.forEach(tally -> serving.addAll(tally.servers().keySet()));
        serving.removeIf(other -> other.equals(key)
                || !other.pool().equals(key.pool())
                || all.stream().anyMatch(tally -> {
                    Line line = tally.servers().get(other);
                    return line == null || !line.takesNew();
                }));
        return serving.size();
    }

    private static Counts others(ServerKey key, Collection<Tally> all) {
        Counts sum = Counts.NONE;
        for (Tally tally : all) {
            for (Map.Entry<ServerKey, Line> entry : tally.servers().entrySet()) {
                boolean beside = entry.getKey().pool().equals(key.pool())
                        && !entry.getKey().equals(key);
                sum = beside ? sum.plus(entry.getValue().counts()) : sum;
            }
        }
        return sum;
    }

    private static Counts sum(Collection<Counts> all) {
        return all.stream().reduce(Counts.NONE, Counts::plus);
    }
}
