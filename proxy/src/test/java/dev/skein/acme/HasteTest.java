package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.cluster.OwnRegister;
import dev.skein.config.AcmeSettings;
import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.AcmeSettings.Eab;
import dev.skein.config.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is in a hurry cuts our patience short, and never the authority's. */
class HasteTest {
    private static final String ID = "acme:a.test";
    private static final String DIRECTORY = "https://one.test/directory";
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final long NOW = TimeUnit.DAYS.toMillis(20_000);

    @TempDir
    Path data;

    private Desk desk(Item item) {
        OwnRegister register = new OwnRegister(data);
        Desk desk = new Desk(() -> register);
        assertThat(desk.write(desk.read(), Book.EMPTY.at(DIRECTORY).with(item))).isTrue();
        return desk;
    }

    private static void hasten(Desk desk, long now) {
        Place place = new Place("x", 1);
        AcmeSettings settings =
                new AcmeSettings(place, DIRECTORY, null, null, Challenge.HTTP_01, Duration.ZERO, new Eab(null, null));
        new Haste(desk).of(new Wanted(settings, new TreeMap<>(Map.of(ID, List.of("a.test")))), ID, now);
    }

    private static Item open() {
        return Item.of(ID).ordered("http://test/order/0", NOW);
    }

    /** By hand it was asked again at once, which a limited authority answers by a longer time. */
    @Test
    void theTimeThatTheAuthorityWantsIsItsOwn() {
        Desk desk = desk(open().held("slow down", NOW + 60 * MINUTE, NOW + 30 * MINUTE));
        assertThatThrownBy(() -> hasten(desk, NOW))
                .hasMessage(ID + ": the authority wants to be asked again in 30 min, and not before");
        assertThat(desk.read().book().item(ID).notBefore()).isEqualTo(NOW + 60 * MINUTE);
        hasten(desk, NOW + 30 * MINUTE);
        assertThat(desk.read().book().item(ID).notBefore()).isEqualTo(NOW + 30 * MINUTE);
    }

    @Test
    void ourOwnPatienceEndsAtOnce() {
        Desk desk = desk(open().held("can't be reached", NOW + 60 * MINUTE, 0));
        hasten(desk, NOW);
        assertThat(desk.read().book().item(ID).notBefore()).isZero();
    }

    @Test
    void whatWasJustIssuedIsNotOrderedAgain() {
        Desk desk = desk(open().done(NOW + 60 * MINUTE));
        assertThatThrownBy(() -> hasten(desk, NOW + MINUTE))
                .hasMessageContaining("another one can be ordered in 59 min");
        hasten(desk, NOW + 60 * MINUTE);
        assertThat(desk.read().book().item(ID).suggested()).isEqualTo(NOW + 60 * MINUTE);
    }
}
