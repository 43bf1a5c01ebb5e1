package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.coding.Decoded;
import java.io.IOException;
import java.util.Random;

/**
 * What a client of the soak asks for, whatever it speaks.
 *
 * @param mood of the server
 * @param size of the answer
 * @param length of the request's body, in bytes
 * @param codings that the client takes, as Accept-Encoding has them; empty: none
 */
record SoakRequest(String id, Mood mood, int size, int length, String codings) {
    private static final int[] SIZES = {0, 5, 100, 3000, 20_000};
    private static final String[] CODINGS = {"", "", "gzip", "br", "zstd"};
    private static final Mood[] MOODS = Mood.values();

    /** Half of them with a body. */
    static SoakRequest any(Random random, String id) {
        return new SoakRequest(
                id,
                mood(random),
                SIZES[random.nextInt(SIZES.length)],
                random.nextBoolean() ? 0 : SIZES[random.nextInt(4)],
                codings(random));
    }

    /** Mostly one of those that bring an answer about. */
    static Mood mood(Random random) {
        return random.nextInt(3) == 0 ? MOODS[random.nextInt(MOODS.length)] : MOODS[random.nextInt(3)];
    }

    static String codings(Random random) {
        return CODINGS[random.nextInt(CODINGS.length)];
    }

    String path() {
        return "/" + mood + "/" + id + "/" + size + "/" + length;
    }

    String body() {
        return SoakServer.sent(id, length);
    }

    /** Whether an answer that was taken for whole is the one: such as servers send twice is none. */
    boolean right(String coding, String answer) {
        if (mood == Mood.TWICE) {
            return answer.isEmpty();
        }
        try {
            String text = coding.isEmpty() ? answer : Decoded.whole(coding, answer);
            return text.equals(SoakServer.body(id, size));
        } catch (IOException e) {
            return false;
        }
    }
}
