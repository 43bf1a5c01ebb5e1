package dev.skein.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go to a target. All conditions must hold; a rule without any takes every request. A rule with several
 * hosts counts as one rule for each of them, so each has the rank of its own host.
 *
 * @param name for explanations and warnings
 * @param priority the higher one is looked at first; see {@link RouteTable} for the order among equals
 * @param conditions at most one each of {@link Condition.Hosts}, {@link Condition.Path}, {@link Condition.Methods},
 *     {@link Condition.Scheme} and {@link Condition.Clients}; as many of the others as wanted
 */
public record Rule<T>(String name, int priority, List<Condition> conditions, T target) {

    /**
     * Copies and checks the conditions.
     *
     * @throws IllegalArgumentException if there are two of a kind that may be given once
     */
    public Rule {
        conditions = List.copyOf(conditions);
        for (Class<?> single : List.of(
                Condition.Hosts.class,
                Condition.Path.class,
                Condition.Methods.class,
                Condition.Scheme.class,
                Condition.Clients.class)) {
            if (conditions.stream().filter(single::isInstance).count() > 1) {
                throw new IllegalArgumentException("route " + name + ": two conditions of the kind "
                        + single.getSimpleName() + " (expected: at most one)");
            }
        }
    }

    List<HostPattern> hosts() {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Hosts hosts) {
                return hosts.patterns();
            }
        }
        return List.of(new HostPattern.Any());
    }

    /** Null where any path will do. */
    @Nullable
    PathPattern path() {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Path path) {
                return path.pattern();
            }
        }
        return null;
    }

    /** The conditions that are neither host nor path, in their order. */
    List<Condition> others() {
        return conditions.stream()
                .filter(condition -> !(condition instanceof Condition.Hosts || condition instanceof Condition.Path))
                .toList();
    }
}
