package dev.skein.probe;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code pg_is_in_recovery()} of PostgreSQL, in version 3 of its protocol (PostgreSQL's documentation, chapter "Frontend/Backend
 * Protocol"): logs in without a password, with one in clear text over TLS, by MD5 or by SCRAM-SHA-256 (RFC 7677).
 */
final class PostgresqlDialogue implements Dialogue {
    private static final int VERSION_3 = 196_608;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int LONGEST = 64 * 1024;
    /** The servers' default is 4096; each costs some microseconds. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final int AUTHENTICATED = 0;
    private static final int CLEAR_TEXT = 3;
    private static final int MD5 = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private final String user;
    private final String password;
    private final String database;
    private final boolean tls;
    private final Buffer pending = Buffer.buffer();
    private int at;
    private boolean agreeing;
    private boolean asked;
    private @Nullable ScramClient scram;

    /** @param tls whether it is to be agreed on first */
    PostgresqlDialogue(String user, String password, String database, boolean tls) {
        this.user = user;
        this.password = password;
        this.database = database;
        this.tls = tls;
    }

    @Override
    public Step begin() {
        agreeing = tls;
        return tls ? new Step.Send(Buffer.buffer().appendInt(8).appendInt(SSL_REQUEST)) : secured();
    }

    @Override
    public Step secured() {
        Buffer body = Buffer.buffer().appendInt(VERSION_3);
        text(text(body, "user"), user);
        if (!database.isEmpty()) {
            text(text(body, "database"), database);
        }
        text(text(body, "application_name"), "skein").appendByte((byte) 0);
        return new Step.Send(Buffer.buffer().appendInt(body.length() + 4).appendBuffer(body));
    }

    @Override
    public Step received(Buffer bytes) {
        if (agreeing) {
            agreeing = false;
            if (bytes.getByte(0) != 'S') {
                return new Step.Failed("server does not speak TLS");
            }
            return bytes.length() == 1 ? new Step.Secure(Buffer.buffer()) : Guarded.IN_CLEAR;
        }
        pending.appendBuffer(bytes);
        while (pending.length() - at >= 5) {
            int length = pending.getInt(at + 1);
            if (length < 4 || length > LONGEST) {
                return new Step.Failed("answer is not of PostgreSQL");
            }
            if (pending.length() - at <= length) {
                break;
            }
            byte type = pending.getByte(at);
            Buffer body = pending.slice(at + 5, at + 1 + length);
            at += 1 + length;
            Step step = message(type, body);
            if (!(step instanceof Step.More)) {
                return step;
            }
        }
        return new Step.More();
    }

    private Step message(byte type, Buffer body) {
        return switch (type) {
            case 'R' -> authentication(body);
            case 'E' -> new Step.Failed("server says: " + error(body));
            case 'Z' -> ready();
            case 'D' -> row(body);
            // Parameters, keys, notices, descriptions.
            default -> new Step.More();
        };
    }

    private Step authentication(Buffer body) {
        try {
            return switch (body.getInt(0)) {
                case AUTHENTICATED -> new Step.More();
                case CLEAR_TEXT ->
                    tls
                            ? password(text(Buffer.buffer(), password))
                            : new Step.Failed("server wants the password in clear text, without TLS");
                case MD5 -> password(text(Buffer.buffer(), md5(body.getBytes(4, 8))));
                case SASL -> first(body);
                case SASL_CONTINUE -> second(body.getString(4, body.length()));
                case SASL_FINAL -> {
                    client().serverFinalMessage(body.getString(4, body.length()));
                    yield new Step.More();
                }
                default -> new Step.Failed("server wants a login other than by password (" + body.getInt(0) + ")");
            };
        } catch (ScramException e) {
            return new Step.Failed("SCRAM: " + e.getMessage());
        }
    }

    private Step first(Buffer body) {
        List<String> mechanisms = new ArrayList<>();
        for (int from = 4, end; (end = end(body, from)) > from; from = end + 1) {
            mechanisms.add(body.getString(from, end));
        }
        if (password.isEmpty()) {
            return new Step.Failed("server wants a password");
        }
        ScramClient client = ScramClient.builder()
                .advertisedMechanisms(mechanisms)
                // The server knows it from the startup message.
                .username("*")
                .password(password.toCharArray())
                .build();
        scram = client;
        Buffer initial = Buffer.buffer(client.clientFirstMessage().toString());
        return password(text(Buffer.buffer(), client.getScramMechanism().getName())
                .appendInt(initial.length())
                .appendBuffer(initial));
    }

    private Step second(String challenge) throws ScramException {
        int iterations = client().serverFirstMessage(challenge).getIterationCount();
        return iterations > MOST_ITERATIONS
                ? new Step.Failed("SCRAM: " + iterations + " iterations (expected: up to " + MOST_ITERATIONS + ")")
                : password(Buffer.buffer(client().clientFinalMessage().toString()));
    }

    private ScramClient client() {
        if (scram == null) {
            throw new IllegalArgumentException("SASL that was not begun");
        }
        return scram;
    }

    private static Step password(Buffer body) {
        return new Step.Send(message('p', body));
    }

    /** Of what it is of password and user, with the salt. */
    private String md5(byte[] salt) {
        byte[] inner = (password + user).getBytes(StandardCharsets.UTF_8);
        byte[] hex = digest(inner, new byte[0]).getBytes(StandardCharsets.US_ASCII);
        return "md5" + digest(hex, salt);
    }

    private static String digest(byte[] first, byte[] second) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(first);
            return HexFormat.of().formatHex(md5.digest(second));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5, which every JDK has", e);
        }
    }

    private Step ready() {
        if (asked) {
            return new Step.Failed("no answer to pg_is_in_recovery()");
        }
        asked = true;
        return new Step.Send(message('Q', text(Buffer.buffer(), "SELECT pg_is_in_recovery()")));
    }

    private static Step row(Buffer body) {
        byte recovers = body.getShort(0) == 1 && body.getInt(2) == 1 ? body.getByte(6) : 0;
        return switch (recovers) {
            case 't' -> new Step.Is(ServerRole.REPLICA, message('X', Buffer.buffer()));
            case 'f' -> new Step.Is(ServerRole.PRIMARY, message('X', Buffer.buffer()));
            default -> new Step.Failed("answer to pg_is_in_recovery() is neither t nor f");
        };
    }

    /** Fields of a letter and a text each; M is for people. */
    private static String error(Buffer body) {
        for (int from = 0; from < body.length() && body.getByte(from) != 0; ) {
            int end = end(body, from);
            if (body.getByte(from) == 'M') {
                String text = body.getString(from + 1, end).replaceAll("\\p{Cntrl}", " ");
                return text.length() <= 160 ? text : text.substring(0, 160) + "…";
            }
            from = end + 1;
        }
        return "an error";
    }

    private static Buffer message(char type, Buffer body) {
        return Buffer.buffer()
                .appendByte((byte) type)
                .appendInt(body.length() + 4)
                .appendBuffer(body);
    }

    private static Buffer text(Buffer out, String text) {
        return out.appendString(text).appendByte((byte) 0);
    }

    private static int end(Buffer body, int from) {
        int end = from;
        while (body.getByte(end) != 0) {
            end++;
        }
        return end;
    }
}
