package dev.skein.proxying;

import dev.skein.http.Method;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an authority is answered that asks by HTTP whether a name leads here (RFC 8555 §8.3), whatever routes say; a token
 * that nobody here asked for goes its way like any other request. Any thread.
 */
public final class Challenges {
    private static final byte[] PATH = Ascii.bytes("/.well-known/acme-challenge/");

    /** Null where nothing is open, which is nearly always. */
    private volatile @Nullable Map<String, byte[]> open;

    /** From now on these are the answers, by token. */
    public void answer(Map<String, byte[]> answers) {
        open = answers.isEmpty() ? null : Map.copyOf(answers);
    }

    /** Whether that was somebody who asks, and was answered. */
    boolean answered(Exchange x) {
        Map<String, byte[]> answers = open;
        byte[] proof = answers == null ? null : to(x.head, answers);
        if (proof == null) {
            return false;
        }
        x.response.send(LocalAnswers.proof(x, proof));
        return true;
    }

    private static byte @Nullable [] to(RequestHead head, Map<String, byte[]> answers) {
        int token = head.pathStart() + PATH.length;
        boolean asks = (head.method() == Method.GET || head.method() == Method.HEAD)
                && !head.hasQuery()
                && token < head.pathEnd()
                && Arrays.equals(head.bytes(), head.pathStart(), token, PATH, 0, PATH.length);
        return asks ? answers.get(Ascii.string(head.bytes(), token, head.pathEnd())) : null;
    }
}
