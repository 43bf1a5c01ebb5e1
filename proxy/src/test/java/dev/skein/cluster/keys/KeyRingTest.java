package dev.skein.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyRingTest {
    private static final long START = 1_800_000_000_000L;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void anEmptyRingGetsAKeyForEveryPurposeAtOnce() {
        assertThat(KeyRing.EMPTY.isRotationDue(START)).isTrue();

        KeyRing ring = KeyRing.EMPTY.rotated(START, RANDOM);

        assertThat(ring.version()).isEqualTo(1);
        for (KeyPurpose purpose : KeyPurpose.values()) {
            assertThat(ring.keys(purpose, START)).hasSize(1);
        }
        assertThat(ring.isRotationDue(START)).isFalse();
        assertThat(ring.rotated(START, RANDOM)).isSameAs(ring);
    }

    @ParameterizedTest
    @EnumSource
    void aYearOfRotationsNeverUsesAKeyThatOthersDoNotKnowYet(KeyPurpose purpose) {
        KeyRing ring = KeyRing.EMPTY.rotated(START, RANDOM);
        long lead = purpose.lead().toMillis();
        for (long hour = 1; hour < 365 * 24; hour++) {
            long now = START + Duration.ofHours(hour).toMillis();
            ring = ring.rotated(now, RANDOM);
            RingKey used = ring.keys(purpose, now).getFirst();
            assertThat(used.activeFrom()).isLessThanOrEqualTo(now);
            assertThat(now - used.activeFrom())
                    .isLessThanOrEqualTo(purpose.period().toMillis());
            if (used.created() != START) {
                assertThat(used.activeFrom() - used.created())
                        .isGreaterThan(lead - Duration.ofHours(1).toMillis());
            }
            assertThat(ring.keys()).hasSizeLessThan(16);
        }
    }

    @Test
    void aKeyIsRecognisedBeforeItIsUsedAndAfterwards() {
        KeyPurpose purpose = KeyPurpose.COOKIE;
        KeyRing first = KeyRing.EMPTY.rotated(START, RANDOM);
        long due = START + purpose.period().minus(purpose.lead()).toMillis();
        KeyRing second = first.rotated(due, RANDOM);
        RingKey old = first.keys(purpose, START).getFirst();

        List<RingKey> before = second.keys(purpose, due);
        assertThat(before).hasSize(2);
        assertThat(before.getFirst()).isEqualTo(old);

        long over = START + purpose.period().toMillis();
        List<RingKey> after = second.keys(purpose, over);
        assertThat(after).containsExactly(before.get(1), old);
        assertThat(second.secrets(purpose, over)).hasSize(2);
        assertThat(second.keys(purpose, over + purpose.tail().toMillis())).containsExactly(before.get(1));
    }

    @Test
    void aClockFarBehindUsesTheEarliestKey() {
        KeyRing ring = KeyRing.EMPTY.rotated(START, RANDOM);
        assertThat(ring.keys(KeyPurpose.HEARTBEAT, START - 1_000_000)).hasSize(1);
    }

    @Test
    void afterMonthsSwitchedOffThereIsAKeyAtOnce() {
        KeyRing ring = KeyRing.EMPTY.rotated(START, RANDOM);
        long later = START + Duration.ofDays(1000).toMillis();

        KeyRing next = ring.rotated(later, RANDOM);

        assertThat(next.keys()).hasSize(KeyPurpose.values().length);
        assertThat(next.keys(KeyPurpose.COOKIE, later).getFirst().activeFrom()).isEqualTo(later);
    }

    @Test
    void aReplacedKeyIsNotRecognisedAnyMore() {
        KeyRing ring = KeyRing.EMPTY.rotated(START, RANDOM).replaced(KeyPurpose.COOKIE, START + 5, RANDOM);

        // Whoever looks at the time a moment later still uses the old one.
        assertThat(ring.keys(KeyPurpose.COOKIE, START + 5)).hasSize(2);
        assertThat(ring.keys(KeyPurpose.COOKIE, START + 5 + KeyRing.OVERLAP_MILLIS))
                .hasSize(1);
        assertThat(ring.keys(KeyPurpose.COOKIE, START + 5).getFirst().created()).isEqualTo(START + 5);
        assertThat(ring.keys(KeyPurpose.TICKET, START + 5)).hasSize(1);
    }

    @Test
    void theHashTellsRingsApartAndNothingShowsASecret() {
        KeyRing one = KeyRing.EMPTY.rotated(START, RANDOM);
        KeyRing two = KeyRing.EMPTY.rotated(START, RANDOM);
        assertThat(one.hash()).hasSize(64).isNotEqualTo(two.hash());
        String shown = one + one.keys().toString() + new ClusterSecret("hush hush hush hush");
        for (RingKey key : one.keys()) {
            assertThat(shown).doesNotContain(Arrays.toString(key.secret())).doesNotContain("hush");
        }
    }

    @Test
    void entriesLastOverRotationsAndAreChangedByName() throws Exception {
        KeyRing keys = KeyRing.EMPTY.rotated(START, RANDOM);
        KeyRing ring = keys.with(Map.of("b", new byte[] {1}, "a", new byte[] {2, 3}));
        assertThat(ring.version()).isEqualTo(2);
        assertThat(ring.entry("a")).containsExactly(2, 3);
        assertThat(ring.hash()).isNotEqualTo(keys.hash());
        assertThat(ring.toString()).doesNotContain("[2, 3]").contains("[a, b]");
        assertThat(KeyRingCodec.decode(KeyRingCodec.encode(ring))).isEqualTo(ring);

        long later = START + KeyPurpose.TICKET.period().toMillis();
        KeyRing rotated = ring.rotated(later, RANDOM).renewed(KeyPurpose.COOKIE, later, RANDOM);
        assertThat(rotated.replaced(KeyPurpose.TICKET, later, RANDOM).entries()).isEqualTo(ring.entries());

        KeyRing without = ring.with(Map.of("a", new byte[0]));
        assertThat(without.entry("a")).isNull();
    }

    @Test
    void aRingWithoutEntriesIsWrittenAsFormerVersionsReadIt() {
        assertThat(KeyRingCodec.encode(KeyRing.EMPTY.rotated(START, RANDOM))[0]).isEqualTo((byte) 1);
        assertThat(KeyRingCodec.encode(KeyRing.EMPTY.with(Map.of("a", new byte[] {1})))[0])
                .isEqualTo((byte) 2);
    }
}
