package dev.skein.admin;

import dev.skein.config.RouteAction;
import dev.skein.config.RouteMatch;
import dev.skein.config.RouteMatch.Named;
import dev.skein.config.ValueMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Routes in words. */
final class RouteTexts {
    private RouteTexts() {}

    /** The conditions, each as people say it; empty where every request will do. */
    static List<String> match(RouteMatch match) {
        List<String> texts = new ArrayList<>();
        if (!match.hosts().isEmpty()) {
            texts.add("host " + String.join(" or ", match.hosts()));
        }
        switch (match.path()) {
            case RouteMatch.PathMatch.Any ignored -> {
                // Says nothing.
            }
            case RouteMatch.PathMatch.Exact(String path) -> texts.add("path " + path);
            case RouteMatch.PathMatch.Prefix(String path) -> texts.add("path prefix " + path);
            case RouteMatch.PathMatch.Regex(String pattern) -> texts.add("path matches " + pattern);
        }
        if (match.scheme() != null) {
            texts.add("scheme " + Texts.word(match.scheme()));
        }
        if (!match.methods().isEmpty()) {
            texts.add("method " + String.join(" or ", match.methods()));
        }
        match.headers().forEach(named -> texts.add(condition("header", named)));
        match.query().forEach(named -> texts.add(condition("query", named)));
        match.cookies().forEach(named -> texts.add(condition("cookie", named)));
        if (!match.clients().isEmpty()) {
            texts.add("client " + match.clients().stream().map(Object::toString).collect(Collectors.joining(" or ")));
        }
        return texts;
    }

    private static String condition(String subject, Named named) {
        String what = subject + " " + named.name() + " ";
        return what
                + switch (named.value()) {
                    case ValueMatch.Exact(String value) -> "= " + value;
                    case ValueMatch.Prefix(String value) -> "begins with " + value;
                    case ValueMatch.Suffix(String value) -> "ends with " + value;
                    case ValueMatch.Contains(String value) -> "contains " + value;
                    case ValueMatch.Regex(String pattern) -> "matches " + pattern;
                    case ValueMatch.Present(boolean present) -> present ? "is there" : "is not there";
                };
    }

    /** The pools that may answer, each with its share. */
    static Map<String, Integer> pools(RouteAction action) {
        Map<String, Integer> pools = new LinkedHashMap<>();
        switch (action) {
            case RouteAction.ToPool(String pool) -> pools.put(pool, 1);
            case RouteAction.Split(var shares) -> shares.forEach(share -> pools.put(share.pool(), share.weight()));
            case RouteAction.Redirect ignored -> {
                // The client goes elsewhere.
            }
            case RouteAction.Respond ignored -> {
                // The proxy answers.
            }
            case RouteAction.Ready ignored -> {
                // Likewise.
            }
        }
        return pools;
    }

    static String kind(RouteAction action) {
        return switch (action) {
            case RouteAction.ToPool ignored -> "pool";
            case RouteAction.Split ignored -> "split";
            case RouteAction.Redirect ignored -> "redirect";
            case RouteAction.Respond ignored -> "response";
            case RouteAction.Ready ignored -> "ready";
        };
    }

    static String action(RouteAction action) {
        return switch (action) {
            case RouteAction.ToPool(String pool) -> "pool " + pool;
            case RouteAction.Split(var shares) ->
                shares.stream()
                        .map(share -> share.pool() + " " + share.weight())
                        .collect(Collectors.joining(", ", "split ", ""));
            case RouteAction.Redirect redirect ->
                "redirect " + redirect.status() + " to " + redirect.to().text();
            case RouteAction.Respond respond -> "response " + respond.status();
            case RouteAction.Ready ignored -> "whether this node is ready";
        };
    }
}
