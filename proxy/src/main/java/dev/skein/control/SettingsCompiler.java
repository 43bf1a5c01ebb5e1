package dev.skein.control;

import dev.skein.config.ErrorPage;
import dev.skein.config.PoolSettings;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.config.Settings;
import dev.skein.model.PinnedTrust;
import dev.skein.snapshot.ErrorPages;
import dev.skein.transport.TlsProvider;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does beforehand what could fail when settings take effect: reads files, makes TLS contexts. Any thread. */
public final class SettingsCompiler {
    private static final ApplicationProtocolConfig HTTP_2 = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2);

    private SettingsCompiler() {}

    /**
     * Compiles settings.
     *
     * @param before what is in force, of which unchanged contexts are used again so that connections live on
     * @param provider what encrypts; asked only if something does
     * @throws IllegalArgumentException saying which pool or file is wrong and why
     */
    public static Compiled compile(Settings settings, @Nullable Compiled before, Supplier<TlsProvider> provider) {
        Map<String, SslContext> contexts = new HashMap<>();
        for (PoolSettings pool : settings.pools()) {
            if (pool.usesTls() || pool.tls().enabled()) {
                SslContext known = before == null ? null : unchanged(pool, before);
                contexts.put(pool.name(), known != null ? known : context(pool, provider.get()));
            }
        }
        RouteCompiler.check(settings);
        return new Compiled(settings, Map.copyOf(contexts), errors(settings));
    }

    private static @Nullable SslContext unchanged(PoolSettings pool, Compiled before) {
        for (PoolSettings old : before.settings().pools()) {
            if (old.name().equals(pool.name()) && old.tls().equals(pool.tls()) && old.protocol() == pool.protocol()) {
                return before.tls().get(pool.name());
            }
        }
        return null;
    }

    private static SslContext context(PoolSettings pool, TlsProvider provider) {
        UpstreamTls tls = pool.tls();
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider.client());
            if (pool.protocol() == PoolSettings.Protocol.H2) {
                builder.applicationProtocolConfig(HTTP_2);
            }
            trust(builder, tls);
            if (tls.cert() != null) {
                builder.keyManager(
                        tls.cert().toFile(), Objects.requireNonNull(tls.key()).toFile());
            }
            return builder.build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("pools." + pool.name() + ".tls: " + e.getMessage(), e);
        }
    }

    private static void trust(SslContextBuilder builder, UpstreamTls tls) throws IOException, GeneralSecurityException {
        if (!tls.verify()) {
            builder.endpointIdentificationAlgorithm(null);
        }
        if (!tls.pins().isEmpty()) {
            builder.trustManager(PinnedTrust.of(tls.pins(), tls.verify(), tls.ca()));
        } else if (!tls.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (tls.ca() != null) {
            builder.trustManager(tls.ca().toFile());
        }
    }

    private static ErrorPages errors(Settings settings) {
        Map<Integer, ErrorPages.Page> pages = new HashMap<>();
        for (ErrorPage page : settings.errorPages()) {
            try {
                byte[] body = Files.readAllBytes(page.file());
                for (int status = page.statuses().first();
                        status <= page.statuses().last();
                        status++) {
                    pages.put(status, new ErrorPages.Page(page.contentType(), body));
                }
            } catch (IOException e) {
                throw new IllegalArgumentException(page.place() + ": " + page.file() + ": " + e.getMessage(), e);
            }
        }
        return new ErrorPages(Map.copyOf(pages));
    }
}
