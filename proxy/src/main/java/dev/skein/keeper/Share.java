package dev.skein.keeper;

import dev.skein.keeper.HandOverPort.Division;
import dev.skein.lease.Buckets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One address that all nodes serve, as this node knows it. Of the heartbeat's thread. */
final class Share {
    /** Who holds it, this node included; empty: nobody, as far as this node hears. */
    String holder = "";

    /** Who held it before: packets that it sends on may still be under way. */
    private String formerHolder = "";

    boolean held;
    /** Until when this node serves it beside its holder; 0: not at all. */
    long until;
    /** When serving it may be tried again. */
    long again;

    private Buckets buckets = Buckets.NONE;
    private @Nullable Map<String, Integer> capacities;
    private Set<String> present = Set.of();

    /** Who took new flows while this node did not, as long as it has not made up for that; empty: nobody. */
    private Set<String> meanwhile = Set.of();

    Share(long now) {
        again = now;
    }

    void holder(String next) {
        if (!next.equals(holder) && !holder.isEmpty()) {
            formerHolder = holder;
        }
        holder = next;
    }

    boolean isServed(long now) {
        return held || until != 0 && until - now > 0;
    }

    /** Whether homes have moved: those that take new flows are others, or other ones are still there. */
    boolean moves(String self, Map<String, Integer> nextCapacities, Set<String> nextPresent) {
        if (nextCapacities.equals(capacities) && nextPresent.equals(present)) {
            return false;
        }
        Buckets before = buckets;
        capacities = nextCapacities;
        present = nextPresent;
        buckets = buckets.next(nextCapacities, nextPresent);
        if (!buckets.homes().contains(self)) {
            meanwhile = Set.of();
        } else if (!before.homes().contains(self)) {
            meanwhile = Set.copyOf(before.homes());
        }
        return !before.homes().equals(buckets.homes());
    }

    /** Those who took new flows while this node did not, if it does again, until {@link #isBack}; but for these. */
    Set<String> meanwhile(Set<String> lost) {
        return meanwhile.stream()
                .filter(node -> !node.isEmpty() && !lost.contains(node))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** This node has made up for what it missed. */
    void isBack() {
        meanwhile = Set.of();
    }

    /** For the kernel of {@code self}; {@code macs}: hardware addresses of nodes, 0 for this one and for nobody. */
    Division division(String self, Function<String, Long> macs) {
        return new Division(
                buckets.homes().stream().map(macs).toList(),
                (held ? buckets.formers() : buckets.elsewhere(self))
                        .stream().map(macs).toList(),
                Stream.of(holder, formerHolder)
                        .map(macs)
                        .filter(mac -> mac != 0)
                        .distinct()
                        .toList(),
                held);
    }

    /** {@code flows are divided into 256: a 83, b 86, c 87}. */
    @Override
    public String toString() {
        return new TreeSet<>(buckets.homes())
                .stream()
                        .filter(node -> !node.isEmpty())
                        .map(node -> node + " " + Collections.frequency(buckets.homes(), node))
                        .collect(Collectors.joining(", ", "flows are divided into " + Buckets.COUNT + ": ", ""));
    }
}
