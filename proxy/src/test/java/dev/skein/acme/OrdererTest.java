package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.acme.AuthorityException.Kind;
import dev.skein.cluster.Agreed;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.OwnRegister;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.Vault;
import dev.skein.config.AcmeSettings;
import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.AcmeSettings.Eab;
import dev.skein.config.Place;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdererTest {
    private static final String ID = "acme:a.test,b.test";
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    @TempDir
    Path data;

    private final TestAuthority authority = new TestAuthority();
    private final Journal journal = new Journal(Ticker.SYSTEM, 1000);
    private final TestVault vault = new TestVault();
    private boolean holds = true;
    private boolean everybody = true;
    private Agreed.@Nullable Register register;
    private @Nullable Orderer orderer;
    private Duration renewBefore = Duration.ZERO;
    private String directory = "https://one.test/directory";
    private long now = Ticker.SYSTEM.epochMillis();

    /** Secrets in memory, kept only for who may. */
    private static final class TestVault implements Vault {
        final Map<String, byte[]> kept = new HashMap<>();
        boolean current = true;

        @Override
        public boolean current() {
            return current;
        }

        @Override
        public byte @Nullable [] entry(String name) {
            return kept.get(name);
        }

        @Override
        public void keep(Map<String, byte[]> changes, BooleanSupplier still) throws KeyRingException {
            if (!still.getAsBoolean()) {
                throw new KeyRingException("not the one");
            }
            changes.forEach((name, value) -> {
                if (value.length == 0) {
                    kept.remove(name);
                } else {
                    kept.put(name, value);
                }
            });
        }
    }

    private Ground ground() {
        Agreed.Register own = register == null ? new OwnRegister(data) : register;
        register = own;
        return new Ground(
                new Shelf(vault, () -> holds),
                new Desk(() -> own),
                journal,
                () -> holds,
                index -> everybody,
                new Random(7));
    }

    private Wanted wanted(String... ids) {
        TreeMap<String, List<String>> sets = new TreeMap<>();
        for (String id : ids) {
            sets.put(id, List.of(id.substring("acme:".length()).split(",", -1)));
        }
        Eab none = new Eab(null, null);
        Place place = new Place("x", 1);
        return new Wanted(new AcmeSettings(place, directory, null, null, Challenge.HTTP_01, renewBefore, none), sets);
    }

    private void look() {
        look(wanted(ID));
    }

    private void look(Wanted wanted) {
        Orderer one = orderer == null ? new Orderer(ground()) : orderer;
        orderer = one;
        authority.now = now;
        one.look(wanted, authority, now);
    }

    /** A look a second, for that long. */
    private void pass(long seconds) {
        for (long left = seconds; left > 0; left--) {
            now += 1000;
            look();
        }
    }

    private Item item() {
        return ground().desk().read().book().item(ID);
    }

    private @Nullable Holding held() {
        return ground().shelf().holding(ID);
    }

    private List<String> told(EventKind kind) {
        return journal.latest(0, 1000).stream()
                .filter(event -> event.kind() == kind)
                .map(Event::text)
                .toList();
    }

    private long count(String call) {
        return authority.calls.stream().filter(call::equals).count();
    }

    @Test
    void namesBecomeACertificateThatIsKeptAndTold() {
        pass(10);

        assertThat(Objects.requireNonNull(held()).own().getSubjectX500Principal())
                .isNotNull();
        assertThat(item().open()).isFalse();
        assertThat(vault.kept).doesNotContainKey("acme next key " + ID);
        assertThat(authority.calls)
                .filteredOn(call -> !call.equals("look"))
                .containsExactly("account", "order", "ready a.test", "ready b.test", "finish", "chain");
        assertThat(told(EventKind.CERTIFICATE_ORDERED)).hasSize(1);
        assertThat(told(EventKind.CERTIFICATE_ISSUED)).hasSize(1);

        int calls = authority.calls.size();
        pass(60);
        assertThat(authority.calls).as("nothing is to be done").hasSize(calls);
    }

    @Test
    void theAuthorityIsToldOnceAllNodesAnswerAndAtTheLatestAfterTenSeconds() {
        everybody = false;
        pass(8);
        assertThat(item().asks()).extracting(Ask::token).containsExactly("token-a.test", "token-b.test");
        assertThat(count("ready a.test")).isZero();

        everybody = true;
        pass(2);
        assertThat(count("ready a.test")).isOne();
    }

    @Test
    void aNodeThatNeverAnswersHoldsNothingUp() {
        everybody = false;
        pass(30);
        assertThat(held()).isNotNull();
    }

    @Test
    void whoTakesOverGoesOnWithTheSameOrder() {
        pass(2);
        assertThat(item().asks()).hasSize(2);
        assertThat(authority.calls).doesNotContain("ready a.test");
        String order = item().order();

        orderer = null;
        pass(10);

        assertThat(Objects.requireNonNull(held()).order()).isEqualTo(order);
        assertThat(authority.orders).hasSize(1);
        assertThat(count("account")).isOne();
    }

    @Test
    void whoTakesOverBetweenCertificateAndBookTellsTheBookOnly() {
        pass(2);
        String order = item().order();
        pass(10);
        long chains = count("chain");
        Desk desk = ground().desk();
        assertThat(desk.write(desk.read(), Book.EMPTY.with(Item.of(ID).ordered(order, now))))
                .isTrue();

        pass(3);

        assertThat(item().open()).isFalse();
        assertThat(count("chain")).isEqualTo(chains);
        assertThat(told(EventKind.CERTIFICATE_FAILED)).isEmpty();
    }

    @Test
    void whoTakesOverWaitsUntilItHasTheKeysOfTheOneBefore() {
        pass(2);
        Map<String, byte[]> before = Map.copyOf(vault.kept);
        vault.kept.clear();
        vault.current = false;
        orderer = null;
        pass(5);
        assertThat(told(EventKind.CERTIFICATE_FAILED)).isEmpty();

        vault.kept.putAll(before);
        vault.current = true;
        pass(10);
        assertThat(held()).isNotNull();
        assertThat(authority.orders).hasSize(1);
    }

    @Test
    void aNodeWithoutTheRoleAsksNobody() {
        holds = false;
        pass(5);
        assertThat(authority.calls).isEmpty();
    }

    @Test
    void aNodeThatLosesTheRoleInTheMiddleChangesNothingMore() {
        authority.whenOrdered = () -> holds = false;
        pass(5);
        assertThat(authority.orders).hasSize(1);
        assertThat(item().open()).isFalse();
        assertThat(told(EventKind.CERTIFICATE_ORDERED)).isEmpty();
    }

    @Test
    void aFailureIsToldAndTriedAgainLaterEachTime() {
        authority.next = TestAuthority.failure(Kind.BUSY, 0);
        pass(1);
        assertThat(told(EventKind.CERTIFICATE_FAILED))
                .singleElement()
                .asString()
                .startsWith("a failure; tried again in ");
        long first = item().notBefore() - now;
        assertThat(first).isBetween(45_000L, 75_000L);

        pass(40);
        assertThat(count("account")).as("it waits").isOne();
        authority.next = TestAuthority.failure(Kind.BUSY, 0);
        pass(40);
        assertThat(count("account")).isEqualTo(2);
        assertThat(item().failures()).isEqualTo(2);
        now = item().notBefore();
        pass(10);
        assertThat(held()).isNotNull();
        assertThat(item().failures()).isZero();
    }

    @Test
    void whoIsInAHurryGetsAnotherOneBeforeItsTime() {
        pass(10);
        String first = Objects.requireNonNull(held()).order();
        Haste haste = new Haste(ground().desk());
        assertThatThrownBy(() -> haste.of(wanted(ID), ID, now))
                .hasMessageContaining("was issued a short time ago")
                .hasMessageContaining("can be ordered in 59 min");
        now += 60 * MINUTE;
        haste.of(wanted(ID), ID, now);
        pass(10);
        assertThat(Objects.requireNonNull(held()).order()).isNotEqualTo(first);
        pass(60);
        assertThat(authority.orders).as("once").hasSize(2);
    }

    @Test
    void whoIsInAHurryEndsTheWaitAfterAFailureButNotTheAuthoritys() {
        authority.next = TestAuthority.failure(Kind.BUSY, 0);
        pass(1);
        Desk desk = ground().desk();
        new Haste(desk).of(wanted(ID), ID, now);
        pass(10);
        assertThat(held()).isNotNull();
        boolean unused = desk.write(desk.read(), desk.read().book().paused(now + MINUTE));
        assertThatThrownBy(() -> new Haste(desk).of(wanted(ID), ID, now))
                .hasMessageContaining("the next one is placed in");
    }

    @Test
    void atMostFourOrdersOfASetComeToNothingWithinAnHour() {
        authority.verdict = "a.test: connection refused";
        long start = now;
        while (now < start + 59 * MINUTE) {
            pass(10);
        }
        assertThat(authority.orders).hasSize(4);
        assertThat(told(EventKind.CERTIFICATE_FAILED)).hasSize(4).allMatch(text -> text.contains("connection refused"));
        while (now < start + 120 * MINUTE) {
            pass(10);
        }
        assertThat(authority.orders).hasSizeBetween(5, 8);
    }

    @Test
    void aRateLimitIsHonouredForAllSets() {
        authority.next = TestAuthority.failure(Kind.LIMITED, now + 90 * MINUTE);
        Wanted both = wanted(ID, "acme:c.test");
        now += 1000;
        look(both);
        long start = now;
        while (now < start + 89 * MINUTE) {
            now += 10_000;
            look(both);
        }
        assertThat(authority.orders).isEmpty();
        while (now < start + 95 * MINUTE) {
            now += 1000;
            look(both);
        }
        assertThat(authority.orders).hasSize(2);
    }

    @Test
    void notMoreThanFiveOrdersAreUnderWay() {
        String[] ids = {"acme:1.test", "acme:2.test", "acme:3.test", "acme:4.test", "acme:5.test", "acme:6.test"};
        everybody = false;
        for (int i = 0; i < 5; i++) {
            now += 1000;
            look(wanted(ids));
        }
        assertThat(authority.orders).hasSize(5);
        for (int i = 0; i < 60; i++) {
            now += 1000;
            look(wanted(ids));
        }
        assertThat(authority.orders).hasSize(6);
    }

    @Test
    void aThirdBeforeItsEndItIsRenewedAndTheAuthorityIsToldWhichOneItReplaces() {
        pass(10);
        Holding first = Objects.requireNonNull(held());
        long due = first.renewAt(Duration.ZERO, 0);
        now = due - 2000;
        pass(1);
        assertThat(authority.orders).hasSize(1);
        pass(10);
        assertThat(authority.orders).hasSize(2);
        assertThat(count("order replacing")).isOne();
        assertThat(Objects.requireNonNull(held()).own()).isNotEqualTo(first.own());
    }

    @Test
    void theAuthoritysWishCounts() {
        long from = now + TimeUnit.HOURS.toMillis(30);
        authority.window = new Authority.Window(from, from + TimeUnit.HOURS.toMillis(2));
        pass(12);
        assertThat(item().suggested()).isBetween(from, from + TimeUnit.HOURS.toMillis(2));
        now = from - 1000;
        pass(1);
        assertThat(authority.orders).hasSize(1);
        now = from + TimeUnit.HOURS.toMillis(2);
        pass(1);
        assertThat(authority.orders).hasSize(2);
    }

    @Test
    void aMarginLongerThanTheLifeDoesNotRenewAllTheTime() {
        renewBefore = Duration.ofDays(60);
        pass(100);
        assertThat(authority.orders).hasSize(1);
    }

    @Test
    void anotherAuthorityIssuesAnewWithAnAccountOfItsOwn() {
        pass(10);
        directory = "https://two.test/directory";
        pass(10);
        assertThat(Objects.requireNonNull(held()).directory()).isEqualTo(directory);
        assertThat(count("account")).isEqualTo(2);
        assertThat(authority.calls).doesNotContain("order replacing");
    }

    @Test
    void anAccountThatIsNotKnownAnyMoreIsMadeAgain() {
        pass(10);
        authority.next = TestAuthority.failure(Kind.NO_ACCOUNT, 0);
        now = Objects.requireNonNull(held()).renewAt(Duration.ZERO, 0);
        pass(1);
        now += 2 * MINUTE;
        pass(10);
        assertThat(count("account")).isEqualTo(2);
        assertThat(Objects.requireNonNull(held()).order()).endsWith("/1");
    }

    @Test
    void anOrderWhoseKeyWasLostIsGivenUp() {
        pass(2);
        vault.kept.remove("acme next key " + ID);
        pass(20);
        assertThat(held()).isNull();
        now += 61 * MINUTE;
        pass(1);
        assertThat(told(EventKind.CERTIFICATE_FAILED))
                .singleElement()
                .asString()
                .contains("no end within an hour");
        now += 2 * MINUTE;
        pass(10);
        assertThat(held()).isNotNull();
    }

    @Test
    void whatNobodyWantsAnyMoreIsForgotten() {
        pass(2);
        assertThat(vault.kept).containsKey("acme next key " + ID);
        look(wanted("acme:c.test"));
        assertThat(ground().desk().read().book().items()).containsOnlyKeys("acme:c.test");
        assertThat(vault.kept).doesNotContainKey("acme next key " + ID);
    }

    /** A configuration is rolled back, and its names come back with it: that must not cost an order. */
    @Test
    void aCertificateThatNobodyWantsStaysUntilItEndsAndItsKeyNoLonger() {
        pass(10);
        look(wanted("acme:c.test"));
        assertThat(item().open()).isFalse();
        assertThat(held()).isNotNull();
        pass(1);
        assertThat(authority.orders).hasSize(2);

        look(wanted("acme:c.test"));
        now = Objects.requireNonNull(held()).until();
        look(wanted("acme:c.test"));
        assertThat(vault.kept.keySet()).noneMatch(name -> name.contains("a.test"));
        assertThat(ground().desk().read().book().items()).containsOnlyKeys("acme:c.test");
    }

    /** An order that nobody goes on with would take one of the five places for good. */
    @Test
    void anOpenOrderForNamesThatNobodyWantsCountsNoMore() {
        pass(10);
        now = Objects.requireNonNull(held()).renewAt(Duration.ZERO, 0);
        pass(1);
        assertThat(item().open()).isTrue();
        look(wanted("acme:c.test"));
        assertThat(item().open()).isFalse();
        assertThat(ground().desk().read().book().open()).isOne();
    }

    @Test
    void whatAnAuthorityDoesNotAllowAnotherOneIsAskedAtOnce() {
        authority.next = TestAuthority.failure(Kind.LIMITED, now + TimeUnit.DAYS.toMillis(7));
        pass(1);
        assertThat(item().failures()).isOne();
        directory = "https://two.test/directory";
        pass(10);
        assertThat(Objects.requireNonNull(held()).directory()).isEqualTo(directory);
    }

    @Test
    void aBookFromBeforeItNamedTheAuthorityIsGoneOnWith() {
        Book book = new Book("", now, new TreeMap<>(Map.of(ID, Item.of(ID).ordered("http://test/order/0", now))));
        byte[] bytes = book.encode();
        byte[] before =
                Arrays.copyOf(bytes, bytes.length - new Encoder(1).text("").done().length + 1);
        assertThat(Book.decode(before)).isEqualTo(book);
        assertThat(book.at(directory).item(ID).open()).isTrue();
        assertThat(book.at(directory).at("https://two.test/directory").item(ID).open())
                .isFalse();
    }

    @Test
    void anAuthorityThatTalksWithoutEndDoesNotFillTheRegister() {
        assertThat(Item.of(ID).held("long ".repeat(1000), now, 0).trouble()).hasSizeLessThan(600);
    }

    @Test
    void anAuthorityWhoseClockIsFarBehindIsNotAskedAllTheTime() {
        pass(10);
        long start = now;
        authority.now = start;
        Orderer one = Objects.requireNonNull(orderer);
        now += TimeUnit.DAYS.toMillis(30);
        long later = now;
        for (; now < later + 59 * MINUTE; now += 1000) {
            one.look(wanted(ID), authority, now);
        }
        assertThat(authority.orders).hasSize(2);
    }
}
