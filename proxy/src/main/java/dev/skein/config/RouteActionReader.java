package dev.skein.config;

import dev.skein.config.Children.Kind;
import dev.skein.config.RouteAction.Redirect;
import dev.skein.config.RouteAction.Respond;
import dev.skein.config.RouteAction.Share;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a route does: exactly one of pool, split, redirect, respond and ready. */
final class RouteActionReader {
    private static final List<String> ACTIONS = List.of("pool", "split", "redirect", "respond", "ready");
    private static final Rule<Boolean> TRUE =
            new Rule<>("true", true, text -> text.equals("true") ? Rule.good(true) : Rule.bad());
    private static final Rule<Integer> REDIRECT_STATUS = new Rule<>("301, 302, 303, 307 or 308", 302, text -> {
        boolean known = Set.of("301", "302", "303", "307", "308").contains(text);
        return known ? Rule.good(Integer.valueOf(text)) : Rule.bad();
    });

    private final Block block;
    private final Rule<String> poolNames;

    /**
     * For one route.
     *
     * @param poolNames the rule that a name is one of all pools'
     */
    RouteActionReader(Block block, Rule<String> poolNames) {
        this.block = block;
        this.poolNames = poolNames;
    }

    /** Asks for all of them, so that each one's mistakes are found, and answers the one that counts. */
    RouteAction read() {
        Map<String, @Nullable RouteAction> given = new java.util.HashMap<>();
        String pool = block.find("pool", poolNames);
        given.put("pool", pool == null ? null : new RouteAction.ToPool(pool));
        given.put("split", split());
        given.put("redirect", redirect());
        given.put("respond", respond());
        given.put("ready", block.find("ready", TRUE) == null ? null : new RouteAction.Ready());
        List<String> written = ACTIONS.stream().filter(block::written).toList();
        if (written.isEmpty()) {
            written = ACTIONS.stream().filter(key -> given.get(key) != null).toList();
        }
        if (written.size() != 1 && !block.isDefault() && block.sound(ACTIONS.toArray(String[]::new))) {
            String found = written.isEmpty() ? "no action" : written.size() + " actions: " + String.join(", ", written);
            block.problem("", found, "exactly one of pool, split, redirect, respond and ready");
        }
        RouteAction action = written.isEmpty() ? null : given.get(written.getFirst());
        return action == null ? new RouteAction.ToPool("") : action;
    }

    private @Nullable RouteAction split() {
        List<Share> shares = new ArrayList<>();
        for (Children.Entry<Integer> share : Children.entries(block, "split", poolNames, Rules.integer(0, 1_000_000))) {
            shares.add(new Share(share.name(), share.value()));
        }
        if (shares.isEmpty()) {
            return null;
        }
        if (shares.stream().allMatch(share -> share.weight() == 0) && block.sound("split")) {
            block.problem("split", "no weight above 0", "at least one");
        }
        return new RouteAction.Split(List.copyOf(shares));
    }

    private @Nullable RouteAction redirect() {
        Block redirect = Children.optional(block, "redirect", Kind.REDIRECT);
        return redirect == null ? null : redirect(redirect);
    }

    static Redirect redirect(Block redirect) {
        return new Redirect(redirect.get("to", TemplateRules.FOR_ROUTE), redirect.get("status", REDIRECT_STATUS));
    }

    private @Nullable RouteAction respond() {
        Block respond = Children.optional(block, "respond", Kind.RESPOND);
        return respond == null ? null : respond(respond);
    }

    static Respond respond(Block respond) {
        int status = respond.get("status", Rules.integer(200, 599));
        String body = respond.get("body", Rules.TEXT);
        Path file = FileKeys.find(respond, "file");
        if (file != null && !body.isEmpty()) {
            respond.problem("file", "a file besides a body", "one of body and file");
        }
        if ((file != null || !body.isEmpty()) && (status == 204 || status == 304)) {
            respond.problem("status", Integer.toString(status), "a status that may have a body (RFC 9110 §6.4.1)");
        }
        String type = respond.find("content-type", HttpRules.FIELD_VALUE);
        String guessed = FileKeys.contentType(file == null ? Path.of("") : file);
        return new Respond(status, body, file, type == null ? guessed : type);
    }
}
