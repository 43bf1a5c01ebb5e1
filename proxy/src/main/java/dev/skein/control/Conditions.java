package dev.skein.control;

import dev.skein.config.RouteMatch;
import dev.skein.config.ValueMatch;
import dev.skein.model.NetworkSet;
import dev.skein.routing.Condition;
import dev.skein.routing.PathPattern;
import dev.skein.routing.ValuePattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a route's match in the settings to conditions of the table. */
final class Conditions {
    private Conditions() {}

    static List<Condition> of(RouteMatch match) {
        List<Condition> conditions = new ArrayList<>();
        if (!match.hosts().isEmpty()) {
            conditions.add(Condition.Hosts.parse(match.hosts()));
        }
        switch (match.path()) {
            case RouteMatch.PathMatch.Any ignored -> {
                // Every path will do.
            }
            case RouteMatch.PathMatch.Exact(String path) ->
                conditions.add(new Condition.Path(new PathPattern.Exact(path)));
            case RouteMatch.PathMatch.Prefix(String path) ->
                conditions.add(new Condition.Path(new PathPattern.Prefix(path)));
            case RouteMatch.PathMatch.Regex(String pattern) ->
                conditions.add(new Condition.Path(new PathPattern.Regex(pattern)));
        }
        if (match.scheme() != null) {
            conditions.add(new Condition.Scheme(match.scheme() == RouteMatch.Scheme.HTTPS));
        }
        if (!match.methods().isEmpty()) {
            conditions.add(new Condition.Methods(match.methods()));
        }
        match.headers().forEach(named -> conditions.add(new Condition.Header(named.name(), value(named.value()))));
        match.query().forEach(named -> conditions.add(new Condition.Query(named.name(), value(named.value()))));
        match.cookies().forEach(named -> conditions.add(new Condition.Cookie(named.name(), value(named.value()))));
        if (!match.clients().isEmpty()) {
            conditions.add(new Condition.Clients(NetworkSet.of(match.clients())));
        }
        return conditions;
    }

    private static ValuePattern value(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> new ValuePattern.Exact(value);
            case ValueMatch.Prefix(String value) -> new ValuePattern.Prefix(value);
            case ValueMatch.Suffix(String value) -> new ValuePattern.Suffix(value);
            case ValueMatch.Contains(String value) -> new ValuePattern.Contains(value);
            case ValueMatch.Regex(String pattern) -> new ValuePattern.Regex(pattern);
            case ValueMatch.Present(boolean present) ->
                present ? new ValuePattern.Present() : new ValuePattern.Absent();
        };
    }

    static @Nullable PathPattern path(List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Path(PathPattern pattern)) {
                return pattern;
            }
        }
        return null;
    }
}
