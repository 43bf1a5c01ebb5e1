package dev.skein.admin;

import dev.skein.access.Person;
import dev.skein.access.ProviderException;
import dev.skein.admin.Sessions.Holder;
import dev.skein.config.OidcSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by an identity provider: browsers go there and come back, by way of redirections. What goes wrong is told on the
 * page, where users of the settings can still sign in. Confined to the admin loop.
 */
final class ProviderApi {
    static final String PATH = "/api/v1/session/provider";
    private static final String CALLBACK = PATH + "/callback";
    private static final Pattern PART = Pattern.compile("#/[!-~]{0,500}");
    private static final int MOST_TOKEN = 4096;
    private static final int MOST_TEXT = 500;
    private static final int MOST_GROUPS = 10;
    private static final int MOST_KEPT = 200;

    private final Access access;
    private final ProviderDesk desk;
    private final Underway underway;
    private final SessionApi sessions;

    ProviderApi(Access access, ProviderDesk desk, Underway underway, SessionApi sessions) {
        this.access = access;
        this.desk = desk;
        this.underway = underway;
        this.sessions = sessions;
    }

    void mount(Router router) {
        Api.readable(router, PATH).handler(this::go);
        Api.readable(router, CALLBACK).handler(this::back);
    }

    private OidcSettings settings() {
        OidcSettings settings = access.settings().oidc();
        if (settings == null) {
            throw Refusal.of(409, "sign-in: by users alone (expected: skein.admin.oidc)");
        }
        return settings;
    }

    /** Scheme and authority of the page as browsers see it. */
    static String page(HttpServerRequest request, OidcSettings settings) {
        if (settings.url() != null) {
            return settings.url().toString();
        }
        return (request.isSSL() ? "https://" : "http://") + request.authority();
    }

    private void go(RoutingContext context) {
        OidcSettings settings = settings();
        HttpServerRequest request = context.request();
        String to = request.getParam("to", "");
        String part = PART.matcher(to).matches() ? to : "";
        String page = page(request, settings);
        if (settings.url() != null
                && !settings.url().getAuthority().equalsIgnoreCase(String.valueOf(request.authority()))
                && request.getParam("here") == null) {
            // What this host gave the browser would not come back to that one.
            send(context, page + PATH + "?here=1&to=" + URLEncoder.encode(part, StandardCharsets.UTF_8));
            return;
        }
        Refusal wait = access.signIn().wait(Access.address(request.remoteAddress()));
        if (wait != null) {
            tell(context, part, String.valueOf(wait.getMessage()));
            return;
        }
        Underway.Begun begun =
                underway.begin(context, page + CALLBACK, settings.issuer().toString(), part);
        desk.authorize(settings, begun.attempt())
                .onSuccess(there -> send(context, there.toString()))
                .onFailure(failure -> failed(context, settings, part, failure));
    }

    private void back(RoutingContext context) {
        OidcSettings settings = settings();
        HttpServerRequest request = context.request();
        Underway.Begun begun = underway.find(request);
        if (begun == null) {
            // Any site can send browsers here: nobody has tried anything.
            tell(
                    context,
                    "",
                    "no sign-in is under way in this browser, or it took longer than ten minutes: begin again");
            return;
        }
        // A second time, there is none.
        underway.end(context);
        Refusal wait = access.signIn().wait(Access.address(request.remoteAddress()));
        if (wait != null) {
            tell(context, begun.to(), String.valueOf(wait.getMessage()));
        } else if (!begun.issuer().equals(settings.issuer().toString())) {
            // Its code is not shown to another one (RFC 9207 §4.4).
            tell(context, begun.to(), settings.name() + ": another provider was asked: begin again");
        } else if (!isAnswerTo(begun, request)) {
            // Any site can have a browser do that: it is no attempt that would count against the operator's address.
            tell(context, begun.to(), settings.name() + ": the answer is of another sign-in (state)");
        } else {
            redeem(context, settings, begun);
        }
    }

    private void redeem(RoutingContext context, OidcSettings settings, Underway.Begun begun) {
        HttpServerRequest request = context.request();
        String wrong = wrong(request);
        if (wrong != null) {
            refuse(context, settings, begun.to(), wrong);
            return;
        }
        desk.redeem(settings, begun.attempt(), request.getParam("code", ""), request.getParam("iss"))
                .onSuccess(person -> known(context, settings, begun.to(), person))
                .onFailure(failure -> failed(context, settings, begun.to(), failure));
    }

    private static boolean isAnswerTo(Underway.Begun begun, HttpServerRequest request) {
        byte[] asked = begun.attempt().state().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(asked, request.getParam("state", "").getBytes(StandardCharsets.UTF_8));
    }

    /** What is wrong with the answer itself; null: nothing. */
    private static @Nullable String wrong(HttpServerRequest request) {
        String error = request.getParam("error");
        if (error != null) {
            String more = request.getParam("error_description", "");
            return shown(error) + (more.isEmpty() ? "" : ": " + shown(more));
        }
        return request.getParam("code") == null ? "an answer without a code" : null;
    }

    private void known(RoutingContext context, OidcSettings settings, String to, Person person) {
        String name = person.texts(settings.userClaim()).stream().findFirst().orElse("");
        if (name.isBlank()) {
            refuse(context, settings, to, "nothing says who it is (claim " + settings.userClaim() + ")");
            return;
        }
        List<String> groups = kept(settings, person.texts(settings.groupsClaim()));
        String token = settings.logout() && person.token().length() <= MOST_TOKEN ? person.token() : "";
        Holder.Foreign holder =
                new Holder.Foreign(Holder.Foreign.Asked.of(settings), "oidc:" + shown(name), groups, token);
        Access.Begun begun = access.begin(context.request(), holder);
        if (begun == null) {
            refuse(context, settings, to, holder.name() + " may nothing here: " + groups(settings, groups));
            return;
        }
        sessions.began(context, begun, " by " + settings.name());
        send(context, "/" + to);
    }

    /** Those that mean something here, and some more, which a reload may give a meaning: a session has no room for all. */
    static List<String> kept(OidcSettings settings, List<String> groups) {
        List<String> named =
                settings.groups().stream().map(OidcSettings.Group::name).toList();
        return Stream.concat(
                        groups.stream().filter(named::contains),
                        groups.stream().filter(group -> !named.contains(group)))
                .distinct()
                .limit(MOST_KEPT)
                .toList();
    }

    private static String groups(OidcSettings settings, List<String> groups) {
        if (groups.isEmpty()) {
            return "no groups came with it (claim " + settings.groupsClaim() + ")";
        }
        List<String> some =
                groups.stream().limit(MOST_GROUPS).map(ProviderApi::shown).toList();
        String more = groups.size() > MOST_GROUPS ? " and " + (groups.size() - MOST_GROUPS) + " more" : "";
        return "none of the groups " + String.join(", ", some) + more + " has a role (skein.admin.oidc.groups)";
    }

    /** Where the session with the provider ends, for a browser that has ended ours; null: nowhere. */
    @Nullable
    JsonObject ended(HttpServerRequest request, @Nullable Holder holder) {
        OidcSettings settings = access.settings().oidc();
        if (settings == null || !settings.logout() || !(holder instanceof Holder.Foreign foreign)) {
            return null;
        }
        URI end = desk.end(settings, foreign.token(), page(request, settings) + "/");
        return end == null ? null : new JsonObject().put("location", end.toString());
    }

    private void failed(RoutingContext context, OidcSettings settings, String to, Throwable failure) {
        switch (failure) {
            case ProviderException why when !why.away() -> refuse(context, settings, to, why.text());
            case ProviderException why ->
                tell(
                        context,
                        to,
                        settings.name() + " can't be asked: " + why.text() + "; users of this node still can sign in");
            case Refusal refusal -> tell(context, to, String.valueOf(refusal.getMessage()));
            default -> context.fail(failure);
        }
    }

    private void refuse(RoutingContext context, OidcSettings settings, String to, String why) {
        access.signIn()
                .refused(
                        settings.name() + ": " + shown(why),
                        Access.address(context.request().remoteAddress()));
        tell(context, to, settings.name() + ": " + why);
    }

    private void tell(RoutingContext context, String to, String why) {
        underway.tell(context, shown(why));
        send(context, "/" + to);
    }

    private static void send(RoutingContext context, String to) {
        context.response().putHeader(HttpHeaders.LOCATION, to);
        Answers.text(context, 303, "text/plain; charset=utf-8", "");
    }

    /** Others wrote it. */
    private static String shown(String text) {
        String some = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
        return some.replaceAll("\\p{Cntrl}", "?");
    }
}
