package dev.skein.access;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Questions to a provider, and its answers: JSON. For any thread; blocks. */
final class ProviderCalls {
    private final Fetcher fetcher;

    ProviderCalls(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** @param token that says who asks (RFC 6750); null: nobody */
    Map<String, Object> get(URI from, @Nullable String token) throws ProviderException {
        HttpRequest.Builder request = HttpRequest.newBuilder(from);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return json(from, ask(from, request));
    }

    /** @param basic of an Authorization field; null: the form says who asks */
    Map<String, Object> post(URI to, Map<String, String> form, @Nullable String basic) throws ProviderException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(query(form)));
        if (basic != null) {
            request.header("Authorization", "Basic " + basic);
        }
        Fetcher.Answer answer = ask(to, request);
        if (answer.status() >= 400 && answer.status() < 500) {
            Object error = parsed(to, answer.body()).get("error");
            throw ProviderException.refused("it does not take the code: " + (error == null ? answer.status() : error));
        }
        return json(to, answer);
    }

    private Fetcher.Answer ask(URI whom, HttpRequest.Builder request) throws ProviderException {
        try {
            return fetcher.ask(request);
        } catch (IOException e) {
            throw ProviderException.away(whom + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.away("interrupted");
        }
    }

    private static Map<String, Object> json(URI from, Fetcher.Answer answer) throws ProviderException {
        if (answer.status() != 200) {
            throw ProviderException.away(from + ": it answers " + answer.status() + " (expected: 200)");
        }
        return parsed(from, answer.body());
    }

    private static Map<String, Object> parsed(URI from, String text) throws ProviderException {
        try {
            return JsonUtil.parseJson(text);
        } catch (JoseException e) {
            throw ProviderException.away(from + ": its answer is no JSON");
        }
    }

    static URI with(URI base, Map<String, String> query) {
        return URI.create(base + (base.getRawQuery() == null ? "?" : "&") + query(query));
    }

    private static String query(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
