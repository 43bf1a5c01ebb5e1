package dev.skein.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, tokens of addresses, tokens of resets, and what is told of a packet by its first bytes. */
class QuicSecretsTest {
    private static final QuicSecrets OLD = QuicSecrets.of(List.of(secret(1)));
    private static final QuicSecrets NEW = QuicSecrets.of(List.of(secret(2), secret(1)));
    private static final QuicSecrets OTHERS = QuicSecrets.of(List.of(secret(3)));
    private static final byte[] ORIGINAL = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);
    private static final long NOW = 1_800_000_000L;

    private final ConnectionIds ids = new ConnectionIds(new byte[] {1, 2, 3, 4, 5, 6}, 300);
    private final AddressTokens tokens = new AddressTokens();
    private final byte[] given = ids.next(OLD);

    private static byte[] secret(int fill) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }

    private ByteBuf token(byte[] original) {
        ByteBuf out = Unpooled.buffer();
        tokens.write(out, OLD, given, original, CLIENT, NOW);
        return out;
    }

    private int validated(ByteBuf token, QuicSecrets secrets, InetSocketAddress client, long now) {
        return tokens.validate(token, secrets, given, client, now);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 20})
    void aTokenIsGoodOnEachNodeAndTellsTheFirstId(int length) {
        byte[] original = Arrays.copyOf(ORIGINAL, length);
        ByteBuf token = token(original);
        assertThat(token.readableBytes()).isLessThanOrEqualTo(AddressTokens.MOST_BYTES);
        int at = new AddressTokens().validate(token, NEW, given, CLIENT, NOW + 30);
        assertThat(at).isPositive();
        byte[] read = new byte[token.readableBytes() - at];
        token.getBytes(at, read);
        assertThat(read).isEqualTo(original);
        assertThat(validated(token, OLD, CLIENT, NOW - 30)).isEqualTo(at);
    }

    @Test
    void aTokenIsWorthNothingElsewhereLaterOrForAnotherId() {
        ByteBuf token = token(ORIGINAL);
        assertThat(validated(token, OLD, new InetSocketAddress("192.0.2.8", 4711), NOW))
                .isEqualTo(AddressTokens.INVALID);
        assertThat(validated(token, OLD, new InetSocketAddress("192.0.2.7", 4712), NOW))
                .isEqualTo(AddressTokens.INVALID);
        assertThat(validated(token, OLD, new InetSocketAddress("2001:db8::7", 4711), NOW))
                .isEqualTo(AddressTokens.INVALID);
        assertThat(validated(token, OLD, CLIENT, NOW + 31)).isEqualTo(AddressTokens.INVALID);
        assertThat(validated(token, OLD, CLIENT, NOW - 31)).isEqualTo(AddressTokens.INVALID);
        assertThat(validated(token, OTHERS, CLIENT, NOW)).isEqualTo(AddressTokens.INVALID);
        assertThat(tokens.validate(token, OLD, ids.next(OLD), CLIENT, NOW)).isEqualTo(AddressTokens.INVALID);
    }

    @Test
    void notOneBitOfATokenMayDiffer() {
        ByteBuf token = token(ORIGINAL);
        for (int bit = 0; bit < 8 * token.readableBytes(); bit++) {
            ByteBuf other = token.copy();
            other.setByte(bit / 8, other.getByte(bit / 8) ^ 1 << bit % 8);
            assertThat(validated(other, OLD, CLIENT, NOW)).as("bit %d", bit).isEqualTo(AddressTokens.INVALID);
        }
        for (int length = 0; length < token.readableBytes(); length++) {
            assertThat(validated(token.slice(0, length), OLD, CLIENT, NOW)).isEqualTo(AddressTokens.INVALID);
        }
        assertThat(validated(Unpooled.buffer().writeZero(100), OLD, CLIENT, NOW))
                .isEqualTo(AddressTokens.INVALID);
    }

    @Test
    void aResetIsComputedByWhoeverHasTheAddressAndNobodyElse() {
        byte[] token = new StatelessReset(new byte[] {1}).token(OLD, given);
        assertThat(token).hasSize(StatelessReset.TOKEN_BYTES);
        assertThat(new StatelessReset(new byte[] {1}).token(NEW, given)).isEqualTo(token);
        assertThat(new StatelessReset(new byte[] {2}).token(NEW, given)).isNotEqualTo(token);
        assertThat(new StatelessReset(new byte[] {1}).token(OLD, ids.next(OLD))).isNotEqualTo(token);
        assertThat(new StatelessReset(new byte[] {1}).token(OTHERS, given)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "21, 0", "22, 21", "30, 29", "43, 42", "1452, 42"})
    void aResetIsShorterThanWhatItAnswers(int packet, int length) {
        assertThat(StatelessReset.length(packet)).isEqualTo(length);
    }

    @Test
    void aResetLooksLikeAPacketThatEndsWithItsToken() {
        StatelessReset resets = new StatelessReset(new byte[0]);
        byte[] token = secret(5);
        for (int round = 0; round < 100; round++) {
            ByteBuf out = Unpooled.buffer();
            resets.write(out, Arrays.copyOf(token, StatelessReset.TOKEN_BYTES), 21);
            assertThat(out.readableBytes()).isEqualTo(21);
            assertThat(out.getByte(0) & 0xc0).isEqualTo(0x40);
            assertThat(out.getByte(5)).isEqualTo((byte) 5);
        }
    }

    @Test
    void anIdSaysWhoseItIsAndNothingElse() {
        byte[] id = ids.next(NEW);
        ByteBuf in = Unpooled.wrappedBuffer(new byte[] {0}, id);
        assertThat(id).hasSize(ConnectionIds.BYTES).isNotEqualTo(ids.next(NEW));
        assertThat(ids.ours(in, 1)).isTrue();
        assertThat(ConnectionIds.loop(in, 1)).isEqualTo(300);
        assertThat(new ConnectionIds(new byte[] {1, 2, 3, 4, 5, 7}, 300).ours(in, 1))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // packet → short, place of the id, asks for a connection
        "'', false, -1, true",
        "40, true, -1, -",
        "40 0000000000000000000000000000000000000000, true, 1, -",
        "40 00000000000000000000000000000000000000, true, -1, -",
        "c0 00000001 14 0000000000000000000000000000000000000000, false, 6, true",
        "c0 00000001 14 00000000000000000000000000000000000000, false, -1, true",
        "c0 00000001 08 0000000000000000000000000000000000000000, false, -1, true",
        "e0 00000001 14 0000000000000000000000000000000000000000, false, 6, false",
        "d0 00000001 14 0000000000000000000000000000000000000000, false, 6, false",
        "e0 1a2a3a4a 14 0000000000000000000000000000000000000000, false, 6, true",
        "c0 000000, false, -1, true",
    })
    void aPacketIsKnownByItsFirstBytes(String hex, boolean isShort, int id, String asks) {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(PacketHead.isShort(in)).isEqualTo(isShort);
        assertThat(PacketHead.idAt(in)).isEqualTo(id);
        if (!isShort) {
            assertThat(PacketHead.asks(in)).isEqualTo(Boolean.parseBoolean(asks));
        }
    }
}
