package dev.skein.acme;

import dev.skein.listener.Issuance;
import dev.skein.model.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Made on the spot, signed by itself: what clients are shown for names whose certificate has not been issued yet. */
public final class Placeholder {
    private static final String SUBJECT = "O=Skein,CN=placeholder until a certificate is issued";
    private static final Duration LIFE = Duration.ofDays(365);

    private Placeholder() {}

    public static Issuance.Pair of(List<String> names, Ticker ticker) {
        return new SelfSigned(SUBJECT, names, Instant.ofEpochMilli(ticker.epochMillis())).valid(LIFE, Keys.make());
    }
}
