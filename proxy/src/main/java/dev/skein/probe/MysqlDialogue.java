package dev.skein.probe;

import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code @@global.read_only} of MySQL and MariaDB, in version 10 of MySQL's protocol: logs in by {@code
 * mysql_native_password} or {@code caching_sha2_password} ({@link MysqlPassword}).
 */
final class MysqlDialogue implements Dialogue {
    private static final int CONNECT_WITH_DB = 0x8;
    private static final int PROTOCOL_41 = 0x200;
    private static final int SSL = 0x800;
    private static final int SECURE_CONNECTION = 0x8000;
    private static final int PLUGIN_AUTH = 0x80000;
    private static final int UTF_8 = 45;
    private static final int LARGEST = 1 << 24;

    private static final int OK = 0x00;
    private static final int MORE_DATA = 0x01;
    private static final int EOF = 0xfe;
    private static final int ERROR = 0xff;

    private static final int FAST = 3;
    private static final int FULL = 4;
    private static final byte QUERY = 3;
    private static final byte QUIT = 1;

    private final String user;
    private final MysqlPassword password;
    private final String database;
    private final boolean tls;
    private final Buffer pending = Buffer.buffer();
    private int at;
    private int sequence;
    private State state = State.GREETING;

    private enum State {
        GREETING,
        LOGIN,
        COLUMNS,
        ROW
    }

    /** @param tls whether it is to be agreed on first */
    MysqlDialogue(String user, String password, String database, boolean tls) {
        this.user = user;
        this.password = new MysqlPassword(password);
        this.database = database;
        this.tls = tls;
    }

    @Override
    public Step begin() {
        return new Step.More();
    }

    @Override
    public Step received(Buffer bytes) {
        pending.appendBuffer(bytes);
        while (pending.length() - at >= 4) {
            int length = pending.getUnsignedMediumLE(at);
            if (length == 0 || length > 64 * 1024) {
                return new Step.Failed("answer is not of MySQL");
            }
            if (pending.length() - at - 4 < length) {
                break;
            }
            sequence = pending.getUnsignedByte(at + 3) + 1;
            Buffer body = pending.slice(at + 4, at + 4 + length);
            at += 4 + length;
            Step step = packet(body);
            if (!(step instanceof Step.More)) {
                return step;
            }
        }
        return new Step.More();
    }

    private Step packet(Buffer body) {
        if (body.getUnsignedByte(0) == ERROR) {
            return new Step.Failed("server says: " + error(body));
        }
        return switch (state) {
            case GREETING -> greeting(body);
            case LOGIN -> login(body);
            case COLUMNS -> {
                // The number of columns and each one's description, closed by an EOF.
                state = body.getUnsignedByte(0) == EOF ? State.ROW : state;
                yield new Step.More();
            }
            case ROW -> row(body);
        };
    }

    private Step greeting(Buffer body) {
        if (body.getUnsignedByte(0) != 10) {
            return new Step.Failed("answer is not of MySQL");
        }
        int from = end(body, 1) + 1 + 4;
        int offers = body.getUnsignedShortLE(from + 9);
        byte[] first = body.getBytes(from, from + 8);
        int length = body.getUnsignedByte(from + 16);
        int second = Math.max(13, length - 8) - 1;
        byte[] rest = body.getBytes(from + 27, from + 27 + second);
        String plugin = body.getString(from + 28 + second, end(body, from + 28 + second));
        password.challenge(plugin, Buffer.buffer(first).appendBytes(rest).getBytes());
        state = State.LOGIN;
        if (!tls) {
            return send(response(0));
        }
        if ((offers & SSL) == 0) {
            return new Step.Failed("server does not speak TLS");
        }
        return at < pending.length() ? Guarded.IN_CLEAR : new Step.Secure(packed(begun(SSL)));
    }

    @Override
    public Step secured() {
        sequence++;
        return send(response(SSL));
    }

    private Buffer begun(int more) {
        int capabilities = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH | more;
        capabilities |= database.isEmpty() ? 0 : CONNECT_WITH_DB;
        return Buffer.buffer()
                .appendIntLE(capabilities)
                .appendIntLE(LARGEST)
                .appendByte((byte) UTF_8)
                .appendBytes(new byte[23]);
    }

    private Buffer response(int more) {
        byte[] proof = password.proof();
        Buffer out = text(begun(more), user).appendByte((byte) proof.length).appendBytes(proof);
        if (!database.isEmpty()) {
            text(out, database);
        }
        return text(out, password.plugin());
    }

    private Step login(Buffer body) {
        return switch (body.getUnsignedByte(0)) {
            case OK -> {
                state = State.COLUMNS;
                sequence = 0;
                yield send(Buffer.buffer().appendByte(QUERY).appendString("SELECT @@global.read_only"));
            }
            case EOF -> {
                int name = end(body, 1);
                int last = body.getByte(body.length() - 1) == 0 ? body.length() - 1 : body.length();
                password.challenge(body.getString(1, name), body.getBytes(name + 1, last));
                yield password.known() ? send(Buffer.buffer(password.proof())) : unknown();
            }
            case MORE_DATA -> more(body.getUnsignedByte(1));
            default -> new Step.Failed("answer is not of MySQL");
        };
    }

    /**
     * The server knows the password's hash by now, or wants the password itself: never without TLS. To encrypt it with the
     * key that the server offers instead would give it to anybody in between, whose key it may be.
     */
    private Step more(int what) {
        if (what == FAST) {
            return new Step.More();
        }
        if (what != FULL) {
            return new Step.Failed("login could not be understood");
        }
        return tls
                ? send(password.clear())
                : new Step.Failed("server wants the password itself, which needs TLS (health.tls = true)");
    }

    private Step unknown() {
        return new Step.Failed("server wants a login by " + plain(password.plugin())
                + " (expected: mysql_native_password or caching_sha2_password)");
    }

    /** One column as text: 0 or 1, OFF or ON or more than that. */
    private static Step row(Buffer body) {
        int length = body.getUnsignedByte(0);
        String value = length > 250 ? "" : body.getString(1, 1 + length);
        boolean writable = value.equals("0") || value.equalsIgnoreCase("OFF");
        Buffer quit = Buffer.buffer().appendMediumLE(1).appendByte((byte) 0).appendByte(QUIT);
        return new Step.Is(writable ? ServerRole.PRIMARY : ServerRole.REPLICA, quit);
    }

    private static String error(Buffer body) {
        int from = body.length() > 9 && body.getByte(3) == '#' ? 9 : 3;
        return plain(body.getString(from, body.length()));
    }

    private static String plain(String text) {
        String one = text.replaceAll("\\p{Cntrl}", " ");
        return one.length() <= 160 ? one : one.substring(0, 160) + "…";
    }

    private Step send(Buffer body) {
        return new Step.Send(packed(body));
    }

    private Buffer packed(Buffer body) {
        return Buffer.buffer()
                .appendMediumLE(body.length())
                .appendByte((byte) sequence)
                .appendBuffer(body);
    }

    private static Buffer text(Buffer out, String text) {
        return out.appendBytes(text.getBytes(StandardCharsets.UTF_8)).appendByte((byte) 0);
    }

    private static int end(Buffer body, int from) {
        int end = from;
        while (body.getByte(end) != 0) {
            end++;
        }
        return end;
    }
}
