package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.listener.CertificateTerm;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Instant END = Instant.parse("2026-12-31T00:00:00Z");
    private static final CertificateTerm TERM =
            new CertificateTerm("site.pem", "CN=site", END.minus(Duration.ofDays(90)), END);

    private final Journal journal = new Journal(Ticker.SYSTEM, 100);
    private final Expiry expiry = new Expiry(journal);

    private List<Event> look(Instant now) {
        long before =
                journal.latest(0, 1).stream().mapToLong(Event::id).findFirst().orElse(0);
        expiry.look(Map.of("web", List.of(TERM)), now);
        return journal.latest(before, 10);
    }

    @Test
    void eachThresholdIsToldOnce() {
        assertThat(look(END.minus(Duration.ofDays(30)))).isEmpty();
        for (int days : List.of(30, 14, 7, 1)) {
            Instant now = END.minus(Duration.ofDays(days)).plusSeconds(60);
            assertThat(look(now)).singleElement().satisfies(event -> {
                assertThat(event.kind()).isEqualTo(EventKind.CERTIFICATE_EXPIRING);
                assertThat(event.subject()).isEqualTo("web");
                assertThat(event.text()).contains("site.pem (CN=site) ends in ", "2026-12-31");
            });
            assertThat(look(now.plusSeconds(60))).isEmpty();
        }
    }

    @Test
    void oneThatHasEndedIsToldEachTime() {
        assertThat(look(END)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.CERTIFICATE_INVALID);
            assertThat(event.text()).isEqualTo("site.pem (CN=site) ended on " + END);
        });
        assertThat(look(END.plusSeconds(86400))).hasSize(1);
    }

    @Test
    void oneThatHasNotBegunIsTold() {
        assertThat(look(END.minus(Duration.ofDays(91))))
                .singleElement()
                .satisfies(event -> assertThat(event.text()).contains("is valid from"));
    }

    @Test
    void aRenewedOneBeginsAnew() {
        assertThat(look(END.minus(Duration.ofDays(6)))).hasSize(1);
        expiry.look(Map.of("web", List.of()), END.minus(Duration.ofDays(6)));
        assertThat(look(END.minus(Duration.ofDays(6)))).hasSize(1);
    }

    @Test
    void oneThatRenewsItselfIsToldOfOnlyWhenThatShouldHaveHappened() {
        CertificateTerm term = new CertificateTerm("acme:a.test", "CN=a", END.minus(Duration.ofDays(90)), END);
        for (int days : List.of(29, 20, 13, 12)) {
            expiry.look(Map.of("web", List.of(term)), END.minus(Duration.ofDays(days)));
        }
        assertThat(journal.latest(0, 10))
                .singleElement()
                .satisfies(event -> assertThat(event.text()).contains("ends in 13 days"));
    }
}
