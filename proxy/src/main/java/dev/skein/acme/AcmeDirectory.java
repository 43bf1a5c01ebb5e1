package dev.skein.acme;

import dev.skein.config.AcmeSettings;
import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.Secret;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** An authority as acme4j speaks with it. */
final class AcmeDirectory implements Authority {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final AcmeSettings settings;
    private final AcmeTrust trust;
    private final Session session;
    private final Class<? extends TokenChallenge> challenge;

    private AcmeDirectory(AcmeSettings settings) {
        this.settings = settings;
        this.trust = new AcmeTrust(settings.caFile());
        this.session = new Session(URI.create(settings.directory()), trust);
        this.session.networkSettings().setTimeout(ANSWER);
        this.challenge =
                settings.challenge() == Challenge.TLS_ALPN_01 ? TlsAlpn01Challenge.class : Http01Challenge.class;
    }

    static Authority open(AcmeSettings settings) {
        return new AcmeDirectory(settings);
    }

    /** Something that is asked of it. */
    private interface Question<T> {
        T ask() throws AcmeException;
    }

    private static <T> T ask(Question<T> question) throws AuthorityException {
        try {
            return question.ask();
        } catch (AcmeException | RuntimeException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public String account(KeyPair key) throws AuthorityException {
        return ask(() -> builder(key).create(session).getLocation().toString());
    }

    private AccountBuilder builder(KeyPair key) {
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        if (settings.email() != null) {
            builder.addEmail(settings.email());
        }
        String kid = settings.eab().kid();
        Secret secret = settings.eab().key();
        if (kid != null && secret != null) {
            builder.withKeyIdentifier(kid, secret.value());
        }
        return builder;
    }

    private Login login(Account account) {
        return session.login(url(account.url()), account.key());
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public String order(Account account, List<String> names, @Nullable X509Certificate replaces)
            throws AuthorityException {
        return ask(() -> {
            if (replaces == null
                    || session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return placed(builder(account, names));
            }
            try {
                return placed(builder(account, names).replaces(replaces));
            } catch (AcmeServerException e) {
                if (!Refusals.refused(e)) {
                    throw e;
                }
                // That it replaces another one is a courtesy (RFC 9773 §5), and no reason to go without: the authority
                // may
                // know the former one as replaced already, or as an account's that is no more.
                return placed(builder(account, names));
            }
        });
    }

    private OrderBuilder builder(Account account, List<String> names) {
        return login(account).newOrder().domains(names);
    }

    private static String placed(OrderBuilder builder) throws AcmeException {
        return builder.create().getLocation().toString();
    }

    @Override
    public Progress look(Account account, String url) throws AuthorityException {
        return ask(() -> {
            Order order = login(account).bindOrder(url(url));
            order.fetch();
            Progress.State state = state(order.getStatus());
            List<Ask> asks = new ArrayList<>();
            List<Ask> untold = new ArrayList<>();
            String trouble = order.getError().map(AcmeDirectory::text).orElse("");
            if (state == Progress.State.PENDING || state == Progress.State.INVALID) {
                for (Authorization one : order.getAuthorizations()) {
                    one.fetch();
                    add(one, asks, untold);
                    trouble = trouble.isEmpty() ? trouble(one) : trouble;
                }
            }
            return new Progress(state, asks, untold, trouble.isEmpty() ? "the order is " + order.getStatus() : trouble);
        });
    }

    private static Progress.State state(Status status) {
        return switch (status) {
            case PENDING -> Progress.State.PENDING;
            case READY -> Progress.State.READY;
            case PROCESSING -> Progress.State.PROCESSING;
            case VALID -> Progress.State.VALID;
            default -> Progress.State.INVALID;
        };
    }

    private void add(Authorization one, List<Ask> asks, List<Ask> untold) throws AcmeException {
        if (one.getStatus() != Status.PENDING) {
            return;
        }
        String name = one.getIdentifier().getDomain();
        TokenChallenge open = one.findChallenge(challenge).orElse(null);
        if (open == null) {
            throw new AcmeException(name + ": the authority does not offer " + settings.challenge());
        }
        boolean tls = settings.challenge() == Challenge.TLS_ALPN_01;
        String token = open instanceof Http01Challenge http ? http.getToken() : "";
        Ask ask = new Ask(name, open.getLocation().toString(), tls, token, open.getAuthorization());
        asks.add(ask);
        if (open.getStatus() == Status.PENDING) {
            untold.add(ask);
        }
    }

    private static String trouble(Authorization one) {
        return one.getChallenges().stream()
                .flatMap(each -> each.getError().stream())
                .map(error -> one.getIdentifier().getValue() + ": " + text(error))
                .findFirst()
                .orElse("");
    }

    private static String text(Problem problem) {
        return problem.getDetail()
                .or(problem::getTitle)
                .orElse(problem.getType().toString());
    }

    @Override
    public void ready(Account account, Ask ask) throws AuthorityException {
        ask(() -> {
            login(account).bindChallenge(url(ask.url()), challenge).trigger();
            return true;
        });
    }

    @Override
    public void finish(Account account, String order, KeyPair key) throws AuthorityException {
        ask(() -> {
            login(account).bindOrder(url(order)).execute(key);
            return true;
        });
    }

    @Override
    public List<X509Certificate> chain(Account account, String order) throws AuthorityException {
        return ask(() -> {
            var certificate = login(account).bindOrder(url(order)).getCertificate();
            certificate.download();
            return certificate.getCertificateChain();
        });
    }

    @Override
    public @Nullable Window renewal(Account account, X509Certificate certificate) throws AuthorityException {
        if (ask(() -> session.resourceUrlOptional(Resource.RENEWAL_INFO)).isEmpty()) {
            return null;
        }
        return ask(() -> {
            RenewalInfo wish = login(account).bindRenewalInfo(certificate);
            wish.fetch();
            return new Window(
                    wish.getSuggestedWindowStart().toEpochMilli(),
                    wish.getSuggestedWindowEnd().toEpochMilli());
        });
    }

    @Override
    public void close() {
        trust.close();
    }
}
