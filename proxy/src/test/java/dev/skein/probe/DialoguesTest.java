package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations about roles, byte by byte. */
class DialoguesTest {
    private static final String MASTER = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
    private static final String SLAVE = "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n";

    /** Says that in as many pieces as it has bytes; the last step. */
    private static Step pieces(Dialogue dialogue, Buffer all) {
        Step step = new Step.More();
        for (int i = 0; i < all.length() && step instanceof Step.More; i++) {
            step = dialogue.received(all.slice(i, i + 1));
        }
        return step;
    }

    private static Buffer sent(Step step) {
        assertThat(step).isInstanceOf(Step.Send.class);
        return ((Step.Send) step).bytes();
    }

    private static ServerRole role(Step step) {
        assertThat(step).isInstanceOf(Step.Is.class);
        return ((Step.Is) step).role();
    }

    private static String reason(Step step) {
        assertThat(step).isInstanceOf(Step.Failed.class);
        return ((Step.Failed) step).reason();
    }

    private static Buffer hex(String text) {
        return Buffer.buffer(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    @Test
    void redisSaysItsRole() {
        RedisDialogue plain = new RedisDialogue("", "");
        assertThat(sent(plain.begin()).toString()).isEqualTo("*1\r\n$4\r\nROLE\r\n");
        assertThat(role(pieces(plain, Buffer.buffer(MASTER)))).isEqualTo(ServerRole.PRIMARY);

        RedisDialogue named = new RedisDialogue("skein", "pässword");
        assertThat(sent(named.begin()).toString())
                .isEqualTo("*3\r\n$4\r\nAUTH\r\n$5\r\nskein\r\n$9\r\npässword\r\n*1\r\n$4\r\nROLE\r\n");
        assertThat(role(pieces(named, Buffer.buffer("+OK\r\n" + SLAVE)))).isEqualTo(ServerRole.REPLICA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "secret | -WRONGPASS invalid username-password pair | AUTH: WRONGPASS invalid username-password pair",
                "\"\" | -NOAUTH Authentication required. | ROLE: NOAUTH Authentication required.",
                "\"\" | -LOADING Redis is loading the dataset in memory | ROLE: LOADING Redis is loading the dataset"
                        + " in memory",
                "\"\" | HTTP/1.1 400 Bad Request | answer is not of Redis",
            })
    void redisThatRefusesIsQuoted(String password, String answer, String reason) {
        RedisDialogue dialogue = new RedisDialogue("", password);
        dialogue.begin();
        assertThat(reason(pieces(dialogue, Buffer.buffer(answer + "\r\n")))).isEqualTo(reason);
    }

    @Test
    void redisThatQuotesThePasswordIsNotQuoted() {
        for (String answer : new String[] {
            "-ERR unknown command `AUTH`, with args beginning with: `skein`, `pässw", "-ERR unknown command `AUTH`",
        }) {
            RedisDialogue dialogue = new RedisDialogue("skein", "pässword");
            dialogue.begin();
            assertThat(reason(dialogue.received(Buffer.buffer(answer + "\r\n"))))
                    .isEqualTo("AUTH: ERR unknown command `AUTH`");
        }
        RedisDialogue dialogue = new RedisDialogue("skein", "pässword");
        dialogue.begin();
        assertThat(reason(dialogue.received(Buffer.buffer("-ERR no pässword for skein\r\n"))))
                .isEqualTo("AUTH: ERR no … for …");
    }

    @Test
    void aSentinelIsNoServer() {
        RedisDialogue dialogue = new RedisDialogue("", "");
        assertThat(reason(dialogue.received(Buffer.buffer("*2\r\n$8\r\nsentinel\r\n*0\r\n"))))
                .isEqualTo("role is 'sentinel' (expected: master or slave)");
        assertThat(reason(new RedisDialogue("", "").received(Buffer.buffer("x".repeat(70_000)))))
                .isEqualTo("answer is not of Redis");
    }

    private static Buffer postgresql(char type, String hex) {
        Buffer body = hex(hex);
        return Buffer.buffer()
                .appendByte((byte) type)
                .appendInt(body.length() + 4)
                .appendBuffer(body);
    }

    @Test
    void postgresqlIsAskedWithoutAPasswordAndTakenLeaveOf() {
        PostgresqlDialogue dialogue = new PostgresqlDialogue("skein", "", "postgres", false);
        Buffer startup = sent(dialogue.begin());
        assertThat(startup.getInt(0)).isEqualTo(startup.length());
        assertThat(startup.getInt(4)).isEqualTo(196_608);
        assertThat(startup.getString(8, startup.length()))
                .isEqualTo("user\0skein\0database\0postgres\0application_name\0skein\0\0");
        Buffer welcome = postgresql('R', "00000000")
                .appendBuffer(postgresql('S', "6100 6200"))
                .appendBuffer(postgresql('K', "00000001 00000002"))
                .appendBuffer(postgresql('Z', "49"));
        assertThat(sent(pieces(dialogue, welcome)).getString(5, 32)).isEqualTo("SELECT pg_is_in_recovery()\0");
        Buffer answer = postgresql('T', "0001").appendBuffer(postgresql('D', "0001 00000001 74"));
        Step.Is is = (Step.Is) pieces(dialogue, answer);
        assertThat(is.role()).isEqualTo(ServerRole.REPLICA);
        assertThat(is.farewell().getBytes()).isEqualTo(new byte[] {'X', 0, 0, 0, 4});
    }

    @Test
    void postgresqlThatTakesWritesIsThePrimary() {
        PostgresqlDialogue dialogue = new PostgresqlDialogue("a", "", "", false);
        dialogue.received(postgresql('Z', "49"));
        assertThat(role(dialogue.received(postgresql('D', "0001 00000001 66")))).isEqualTo(ServerRole.PRIMARY);
        for (String other : new String[] {"0001 00000001 46", "0001 ffffffff", "0001 00000002 6666", "0000"}) {
            assertThat(reason(new PostgresqlDialogue("a", "", "", false).received(postgresql('D', other))))
                    .isEqualTo("answer to pg_is_in_recovery() is neither t nor f");
        }
    }

    @Test
    void postgresqlGetsThePasswordsDigestWithTheSaltByMd5() throws Exception {
        PostgresqlDialogue dialogue = new PostgresqlDialogue("user", "secret", "", false);
        String answer =
                sent(dialogue.received(postgresql('R', "00000005 01020304"))).getString(5, 40);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] stored = HexFormat.of()
                .formatHex(md5.digest("secretuser".getBytes(StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.UTF_8);
        md5.update(stored);
        assertThat(answer).isEqualTo("md5" + HexFormat.of().formatHex(md5.digest(new byte[] {1, 2, 3, 4})));
    }

    @Test
    void postgresqlGetsNoPasswordInClearTextAndNoEndlessWork() {
        Supplier<PostgresqlDialogue> made = () -> new PostgresqlDialogue("user", "secret", "", false);
        assertThat(reason(made.get().received(postgresql('R', "00000003"))))
                .isEqualTo("server wants the password in clear text, without TLS");
        assertThat(reason(made.get().received(postgresql('R', "00000007"))))
                .isEqualTo("server wants a login other than by password (7)");
        assertThat(reason(made.get().received(Buffer.buffer("HTTP/1.1 400 Bad Request\r\n\r\n"))))
                .isEqualTo("answer is not of PostgreSQL");
        PostgresqlDialogue scram = made.get();
        String mechanism = HexFormat.of().formatHex("SCRAM-SHA-256".getBytes(StandardCharsets.US_ASCII));
        String first = sent(scram.received(postgresql('R', "0000000a" + mechanism + "0000")))
                .toString();
        String nonce = first.substring(first.indexOf(",r=") + 3);
        String hard = "r=" + nonce + "server,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000";
        assertThat(reason(scram.received(postgresql(
                        'R', "0000000b" + HexFormat.of().formatHex(hard.getBytes(StandardCharsets.US_ASCII))))))
                .isEqualTo("SCRAM: 2000000000 iterations (expected: up to 1000000)");
    }

    @Test
    void postgresqlAgreesOnTlsFirstAndTakesNothingInBetween() {
        PostgresqlDialogue dialogue = new PostgresqlDialogue("user", "", "", true);
        assertThat(sent(dialogue.begin())).isEqualTo(hex("00000008 04d2162f"));
        assertThat(dialogue.received(Buffer.buffer("S"))).isInstanceOf(Step.Secure.class);
        PostgresqlDialogue without = new PostgresqlDialogue("user", "", "", true);
        without.begin();
        assertThat(reason(without.received(Buffer.buffer("N")))).isEqualTo("server does not speak TLS");
        PostgresqlDialogue smuggled = new PostgresqlDialogue("user", "", "", true);
        smuggled.begin();
        assertThat(reason(smuggled.received(Buffer.buffer("SR"))))
                .isEqualTo("server went on in clear text before TLS began");
    }

    private static Buffer packet(int sequence, String hex) {
        Buffer body = hex(hex);
        return Buffer.buffer()
                .appendMediumLE(body.length())
                .appendByte((byte) sequence)
                .appendBuffer(body);
    }

    /** A greeting of MySQL 8 with that plugin, and twenty bytes of challenge: 1 to 20. */
    private static Buffer greeting(String plugin) {
        return packet(
                0,
                "0a" + "382e3000" + "01000000" + "0102030405060708" + "00" + "ffff" + "2d" + "0200" + "ffff" + "15"
                        + "00".repeat(10) + "090a0b0c0d0e0f101112131400"
                        + HexFormat.of().formatHex(plugin.getBytes(StandardCharsets.US_ASCII)) + "00");
    }

    private static byte[] challenge() {
        return HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f1011121314");
    }

    private static byte[] hash(String algorithm, byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] out = new byte[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = (byte) (a[i] ^ b[i]);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"0, PRIMARY", "1, REPLICA", "OFF, PRIMARY", "ON, REPLICA", "NO_LOCK, REPLICA"})
    void mysqlProvesThePasswordAsTheServerStoresItAndSaysWhetherItIsReadOnly(String value, ServerRole role)
            throws Exception {
        MysqlDialogue dialogue = new MysqlDialogue("skein", "secret", "", false);
        Buffer login = sent(pieces(dialogue, greeting("mysql_native_password")));
        int user = 4 + 4 + 4 + 1 + 23;
        assertThat(login.getString(user, user + 5)).isEqualTo("skein");
        assertThat(login.getByte(user + 6)).isEqualTo((byte) 20);
        byte[] proof = login.getBytes(user + 7, user + 27);
        // The server knows SHA1(SHA1(password)) alone.
        byte[] stored = hash("SHA-1", hash("SHA-1", "secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(hash("SHA-1", xor(proof, hash("SHA-1", challenge(), stored))))
                .isEqualTo(stored);

        Buffer query = sent(pieces(dialogue, packet(2, "00 00 00 0200 0000")));
        assertThat(query.getByte(3)).isZero();
        assertThat(query.getString(5, query.length())).isEqualTo("SELECT @@global.read_only");
        String text = HexFormat.of().formatHex(value.getBytes(StandardCharsets.US_ASCII));
        Buffer answer = packet(1, "01")
                .appendBuffer(packet(2, "03646566"))
                .appendBuffer(packet(3, "fe00000200"))
                .appendBuffer(packet(4, "0" + value.length() + text));
        assertThat(role(pieces(dialogue, answer))).isEqualTo(role);
    }

    @Test
    void mysqlMaySwitchTheWayOfTheLogin() throws Exception {
        MysqlDialogue dialogue = new MysqlDialogue("skein", "secret", "", false);
        dialogue.received(greeting("sha256_of_tomorrow"));
        String plugin = HexFormat.of().formatHex("caching_sha2_password".getBytes(StandardCharsets.US_ASCII));
        String salt = HexFormat.of().formatHex(challenge());
        Buffer proof = sent(dialogue.received(packet(2, "fe" + plugin + "00" + salt + "00")));
        assertThat(proof.getByte(3)).isEqualTo((byte) 3);
        byte[] once = hash("SHA-256", "secret".getBytes(StandardCharsets.UTF_8));
        byte[] expected = xor(once, hash("SHA-256", hash("SHA-256", once), challenge()));
        assertThat(proof.getBytes(4, proof.length())).isEqualTo(expected);
        // Known already: no more is asked for, and the next packet is the end of the login.
        assertThat(dialogue.received(packet(4, "01 03"))).isInstanceOf(Step.More.class);
        assertThat(sent(dialogue.received(packet(5, "00 00 00 0200 0000"))).getByte(4))
                .isEqualTo((byte) 3);
    }

    @Test
    void mysqlGetsAPasswordOnlyByTls() {
        MysqlDialogue clear = new MysqlDialogue("skein", "secret", "", false);
        clear.received(greeting("caching_sha2_password"));
        // Not with a key of the server's either: it may be anybody's.
        assertThat(reason(clear.received(packet(2, "01 04"))))
                .isEqualTo("server wants the password itself, which needs TLS (health.tls = true)");
        MysqlDialogue tls = new MysqlDialogue("skein", "secret", "", true);
        Step secure = tls.received(greeting("caching_sha2_password"));
        assertThat(((Step.Secure) secure).bytes().length()).isEqualTo(36);
        assertThat(sent(tls.secured()).getByte(3)).isEqualTo((byte) 2);
        assertThat(sent(tls.received(packet(3, "01 04"))).getString(4, 10)).isEqualTo("secret");
    }

    @Test
    void nothingInClearTextPassesForWhatCameByTls() {
        String inClear = "server went on in clear text before TLS began";
        Buffer greeting = greeting("caching_sha2_password");
        Dialogue mysql = new Guarded(new MysqlDialogue("skein", "secret", "", true));
        assertThat(reason(mysql.received(greeting.copy().appendBuffer(packet(2, "01 04")))))
                .isEqualTo(inClear);
        Dialogue half = new Guarded(new MysqlDialogue("skein", "secret", "", true));
        assertThat(reason(half.received(greeting.copy().appendByte((byte) 2)))).isEqualTo(inClear);
        Dialogue later = new Guarded(new MysqlDialogue("skein", "secret", "", true));
        assertThat(later.received(greeting)).isInstanceOf(Step.Secure.class);
        assertThat(reason(later.received(packet(2, "01 04")))).isEqualTo(inClear);

        Dialogue postgresql = new Guarded(new PostgresqlDialogue("user", "secret", "", true));
        postgresql.begin();
        assertThat(postgresql.received(Buffer.buffer("S"))).isInstanceOf(Step.Secure.class);
        assertThat(reason(postgresql.received(postgresql('R', "00000003")))).isEqualTo(inClear);
        Dialogue honest = new Guarded(new PostgresqlDialogue("user", "secret", "", true));
        honest.begin();
        honest.received(Buffer.buffer("S"));
        assertThat(sent(honest.secured()).getInt(4)).isEqualTo(196_608);
        assertThat(sent(honest.received(postgresql('R', "00000003"))).getString(5, 11))
                .isEqualTo("secret");
    }

    @Test
    void whoTalksWithoutAnEndIsNotListenedTo() {
        String reason = "more than 256 KiB without an answer";
        Dialogue postgresql = new Guarded(new PostgresqlDialogue("a", "", "", false));
        Buffer notice = postgresql('N', "00".repeat(60_000));
        for (int i = 0; i < 4; i++) {
            assertThat(postgresql.received(notice)).isInstanceOf(Step.More.class);
        }
        assertThat(reason(postgresql.received(notice))).isEqualTo(reason);
        Dialogue mysql = new Guarded(new MysqlDialogue("a", "", "", false));
        mysql.received(greeting("mysql_native_password"));
        mysql.received(packet(2, "00 00 00 0200 0000"));
        Buffer column = packet(3, "03".repeat(60_000));
        for (int i = 0; i < 4; i++) {
            assertThat(mysql.received(column)).isInstanceOf(Step.More.class);
        }
        assertThat(reason(mysql.received(column))).isEqualTo(reason);
    }

    @Test
    void mysqlThatRefusesIsQuoted() {
        String denied = HexFormat.of().formatHex("#28000Access denied".getBytes(StandardCharsets.US_ASCII));
        MysqlDialogue dialogue = new MysqlDialogue("skein", "wrong", "", false);
        dialogue.received(greeting("mysql_native_password"));
        assertThat(reason(dialogue.received(packet(2, "ff 1504" + denied)))).isEqualTo("server says: Access denied");
        assertThat(reason(new MysqlDialogue("a", "", "", false).received(Buffer.buffer("+OK hello there\r\n"))))
                .isEqualTo("answer is not of MySQL");
    }

    @Test
    void garbageIsAFailureAndNothingWorse() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(200) + 1];
            random.nextBytes(bytes);
            for (Dialogue dialogue : new Dialogue[] {
                new RedisDialogue("", "a"),
                new PostgresqlDialogue("a", "b", "", false),
                new MysqlDialogue("a", "b", "", false)
            }) {
                try {
                    assertThat(dialogue.received(Buffer.buffer(bytes))).isNotNull();
                } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                    // What the check takes for a malformed answer.
                    assertThat(e).isNotNull();
                }
            }
        }
        assertThatThrownBy(() -> new PostgresqlDialogue("a", "b", "", false).received(postgresql('R', "00")))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
