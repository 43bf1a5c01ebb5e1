package dev.skein.control;

import dev.skein.config.RouteAction;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.model.RequestView;
import dev.skein.routing.RouteTable;
import dev.skein.routing.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where settings would send requests, without anything that serves. Immutable. */
public final class TrialRoutes {
    private final RouteTable<Destination> table;

    private TrialRoutes(RouteTable<Destination> table) {
        this.table = table;
    }

    /**
     * What becomes of a request.
     *
     * @param forwarded whether a server answers, and not the proxy
     * @param text for people; the same text is the same fate
     */
    public record Destination(boolean forwarded, String text) {}

    /** Compiles the routes; settings that {@link SettingsCompiler} takes can't fail. */
    public static TrialRoutes of(Settings settings) {
        List<Rule<Destination>> rules = new ArrayList<>();
        for (RouteSettings route : settings.routes()) {
            rules.add(new Rule<>(
                    route.name(), route.priority(), Conditions.of(route.match()), destination(route.action())));
        }
        return new TrialRoutes(RouteTable.of(rules));
    }

    private static Destination destination(RouteAction action) {
        return switch (action) {
            case RouteAction.ToPool(String pool) -> new Destination(true, "pool " + pool);
            case RouteAction.Split(var shares) ->
                new Destination(
                        true,
                        shares.stream()
                                .filter(share -> share.weight() > 0)
                                .map(share -> share.pool() + " " + share.weight())
                                .collect(Collectors.joining(", ", "pools ", "")));
            case RouteAction.Redirect redirect ->
                new Destination(
                        false, redirect.status() + " to " + redirect.to().text());
            case RouteAction.Respond respond -> new Destination(false, "answer " + respond.status());
            case RouteAction.Ready _ -> new Destination(false, "answer whether this node is ready");
        };
    }

    /** Null: no route takes it, so the answer is 404. */
    public @Nullable Destination find(RequestView request) {
        return table.match(request);
    }
}
