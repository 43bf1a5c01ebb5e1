package dev.skein.admin;

import dev.skein.config.AdminSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every request, whoever sends it: the host that it names (against DNS rebinding), and that no other site's
 * page had a browser send it (against cross-site request forgery).
 */
final class Guard {
    static final int MOST_BODY_BYTES = 64 * 1024;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Supplier<AdminSettings> settings;

    Guard(Supplier<AdminSettings> settings) {
        this.settings = settings;
    }

    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        host(request);
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            sameOrigin(request);
            json(request);
        }
        context.next();
    }

    /** No Host at all is no browser's request: HTTP/1.0, as balancers' checks send it. */
    private void host(HttpServerRequest request) {
        String authority = request.getHeader(HttpHeaders.HOST);
        if (authority == null && request.authority() != null) {
            authority = request.authority().toString();
        }
        if (authority != null && !known(authority, request.localAddress())) {
            throw Refusal.of(
                    421,
                    "host: " + authority
                            + " (expected: the bound address, localhost, or one of skein.admin.allowed-hosts)");
        }
    }

    private boolean known(String authority, @Nullable SocketAddress local) {
        String asked = authority.toLowerCase(Locale.ROOT);
        String host = hostOf(asked);
        AdminSettings now = settings.get();
        if (host.equals("localhost") || (local != null && host.equals(bare(local.hostAddress())))) {
            return true;
        }
        if (now.bind() != null && host.equals(now.bind().host())) {
            return true;
        }
        if (now.oidc() != null
                && now.oidc().url() != null
                && host.equalsIgnoreCase(bare(now.oidc().url().getHost()))) {
            return true;
        }
        return now.allowedHosts().stream()
                .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed -> allowed.equals(asked) || bare(allowed).equals(host));
    }

    /** The host of an authority, an IPv6 literal without its brackets. */
    private static String hostOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(1, end);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    /** An address without brackets and scope. */
    private static String bare(@Nullable String address) {
        if (address == null) {
            return "";
        }
        int scope = address.indexOf('%');
        String text = scope < 0 ? address : address.substring(0, scope);
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }

    private static void sameOrigin(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw Refusal.of(403, "Sec-Fetch-Site: " + site + " (expected: same-origin)");
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        String host = headers.get(HttpHeaders.HOST);
        if (origin != null
                && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host)) {
            throw Refusal.of(403, "Origin: " + origin + " (expected: this node's own page)");
        }
    }

    /** Forms of other sites can't send this type without asking first. A DELETE has no body, and they must ask for it. */
    private static void json(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.DELETE)) {
            return;
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String media = type == null ? "(none)" : type.split(";", 2)[0].strip();
        if (!media.equalsIgnoreCase("application/json")) {
            throw Refusal.of(415, "Content-Type: " + media + " (expected: application/json)");
        }
    }
}
