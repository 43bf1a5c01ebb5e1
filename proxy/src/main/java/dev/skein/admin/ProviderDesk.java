package dev.skein.admin;

import dev.skein.access.Person;
import dev.skein.access.Provider;
import dev.skein.access.ProviderException;
import dev.skein.access.Workers;
import dev.skein.config.OidcSettings;
import dev.skein.model.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Asks the identity provider of the settings, in threads of their own. Confined to the admin loop. */
final class ProviderDesk {
    private static final int MOST_WAITING = 32;

    private final Context context;
    private final Ticker ticker;
    private final Executor workers = Workers.waiting();
    private @Nullable Asked asked;
    private int waiting;

    private record Asked(OidcSettings settings, Provider provider) {}

    ProviderDesk(Context context, Ticker ticker) {
        this.context = context;
        this.ticker = ticker;
    }

    /** Where the browser goes; fails with a {@link ProviderException} or a {@link Refusal}. */
    Future<URI> authorize(OidcSettings settings, Provider.Attempt attempt) {
        return later(settings, provider -> provider.authorize(attempt));
    }

    /** Who came back; fails likewise. */
    Future<Person> redeem(OidcSettings settings, Provider.Attempt attempt, String code, @Nullable String issuer) {
        return later(settings, provider -> provider.redeem(attempt, code, issuer));
    }

    /** Where the browser ends its session with the provider; null: nowhere that is known. */
    @Nullable
    URI end(OidcSettings settings, String token, String after) {
        return provider(settings).end(token, after);
    }

    private interface Question<T> {
        T ask(Provider provider) throws ProviderException;
    }

    private <T> Future<T> later(OidcSettings settings, Question<T> question) {
        if (waiting >= MOST_WAITING) {
            return Future.failedFuture(Refusal.retryAfter(429, 1, "sign-in: too many at once"));
        }
        Promise<T> promise = Promise.promise();
        Provider provider;
        try {
            provider = provider(settings);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        waiting++;
        try {
            workers.execute(() -> answer(() -> question.ask(provider), promise));
        } catch (RejectedExecutionException e) {
            waiting--;
            promise.fail(e);
        }
        return promise.future();
    }

    private <T> void answer(Callable<T> question, Promise<T> promise) {
        T found = null;
        Throwable failure = null;
        try {
            found = question.call();
        } catch (Exception e) {
            failure = e;
        }
        T answer = found;
        Throwable why = failure;
        context.runOnContext(back -> {
            waiting--;
            if (why == null) {
                promise.complete(answer);
            } else {
                promise.fail(why);
            }
        });
    }

    /** With the keys that it fetched, as long as the settings say the same. */
    private Provider provider(OidcSettings settings) {
        if (asked == null || !asked.settings.equals(settings)) {
            asked = new Asked(settings, new Provider(rules(settings), ticker::nanos));
        }
        return asked.provider;
    }

    private static Provider.Rules rules(OidcSettings settings) {
        return new Provider.Rules(
                settings.issuer().toString(),
                settings.clientId(),
                settings.clientSecret().value(),
                settings.scopes(),
                List.of(settings.userClaim(), settings.groupsClaim()),
                settings.algorithms(),
                settings.timeout(),
                (int) settings.leeway().toSeconds(),
                settings.ca());
    }
}
