package dev.skein.probe;

import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code ROLE} of Redis, Valkey and their like, after {@code AUTH} where there is a password (RESP 2). */
final class RedisDialogue implements Dialogue {
    /** Of a primary with hundreds of replicas. */
    private static final int LONGEST = 64 * 1024;

    /** What follows is cut off after some 128 bytes, so that a password need not be there whole. */
    private static final String QUOTING = ", with args beginning with";

    private final String user;
    private final String password;
    private final Buffer answer = Buffer.buffer();
    private boolean authenticating;
    private int at;

    RedisDialogue(String user, String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public Step begin() {
        Buffer out = Buffer.buffer();
        authenticating = !password.isEmpty();
        if (authenticating && user.isEmpty()) {
            command(out, "AUTH", password);
        } else if (authenticating) {
            command(out, "AUTH", user, password);
        }
        command(out, "ROLE");
        return new Step.Send(out);
    }

    private static void command(Buffer out, String... words) {
        out.appendString("*" + words.length + "\r\n");
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.appendString("$" + bytes.length + "\r\n").appendBytes(bytes).appendString("\r\n");
        }
    }

    @Override
    public Step received(Buffer bytes) {
        answer.appendBuffer(bytes);
        if (authenticating) {
            String said = line();
            if (said == null) {
                return more();
            }
            if (!said.startsWith("+")) {
                return new Step.Failed("AUTH: " + plain(said));
            }
            authenticating = false;
        }
        return role();
    }

    /** The answer is an array that begins with the role, as a string whose length comes before it. */
    private Step role() {
        int before = at;
        String array = line();
        String length = array == null || !array.startsWith("*") ? null : line();
        String role = length == null ? null : line();
        if (array != null && !array.startsWith("*")) {
            return new Step.Failed(array.startsWith("-") ? "ROLE: " + plain(array) : "answer is not of Redis");
        }
        if (role == null) {
            at = before;
            return more();
        }
        Buffer nothing = Buffer.buffer();
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "master" -> new Step.Is(ServerRole.PRIMARY, nothing);
            case "slave", "replica" -> new Step.Is(ServerRole.REPLICA, nothing);
            default -> new Step.Failed("role is '" + plain(" " + role) + "' (expected: master or slave)");
        };
    }

    private Step more() {
        return answer.length() > LONGEST ? new Step.Failed("answer is not of Redis") : new Step.More();
    }

    /** The next line without its end; null where it is not there yet. */
    private @Nullable String line() {
        for (int i = at; i + 1 < answer.length(); i++) {
            if (answer.getByte(i) == '\r' && answer.getByte(i + 1) == '\n') {
                String line = answer.getString(at, i);
                at = i + 2;
                return line;
            }
        }
        return null;
    }

    /** The server's words, without what we said: one that does not know AUTH quotes what came with it. */
    private String plain(String said) {
        int quoting = said.indexOf(QUOTING);
        String own = quoting < 0 ? said : said.substring(0, quoting);
        String text = hidden(hidden(own.substring(1), password), user).replaceAll("[^ -~…]", "?");
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }

    private static String hidden(String text, String secret) {
        return secret.isEmpty() ? text : text.replace(secret, "…");
    }

    @Override
    public Step secured() {
        throw new IllegalStateException("TLS is there from the beginning");
    }
}
