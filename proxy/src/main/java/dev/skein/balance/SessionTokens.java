package dev.skein.balance;

import dev.skein.model.Pairs;
import dev.skein.model.RequestView;
import java.util.Arrays;

/** The session tokens of a set's servers, under every key, found by value. Immutable; a look-up allocates nothing. */
final class SessionTokens {
    /** No server has such a token. */
    static final int UNKNOWN = -1;

    private static final int CHARS = 22;
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            DIGITS[alphabet.charAt(i)] = (byte) i;
        }
    }

    private final int mask;
    private final long[] firsts;
    private final long[] seconds;
    /** Twice the server's number, and 1 for an older key; {@link #UNKNOWN} where the place is empty. */
    private final int[] owners;

    private final byte[][] plain;
    private final byte[][] secure;

    SessionTokens(SessionCookie cookie, Candidate[] all) {
        int places =
                Integer.highestOneBit(Math.max(1, all.length * cookie.keys().size())) << 2;
        this.mask = places - 1;
        this.firsts = new long[places];
        this.seconds = new long[places];
        this.owners = new int[places];
        Arrays.fill(owners, UNKNOWN);
        this.plain = new byte[all.length][];
        this.secure = new byte[all.length][];
        for (int server = 0; server < all.length; server++) {
            long[] newest = SessionCookie.token(cookie.keys().get(0), all[server].key());
            plain[server] = cookie.setCookie(newest, false);
            secure[server] = cookie.setCookie(newest, true);
            for (int key = 0; key < cookie.keys().size(); key++) {
                int older = key == 0 ? 0 : 1;
                add(SessionCookie.token(cookie.keys().get(key), all[server].key()), (server << 1) | older);
            }
        }
    }

    byte[] setCookie(int server, boolean encrypted) {
        return encrypted ? secure[server] : plain[server];
    }

    /** Twice the number of the server that the request's cookie names, and 1 if a new one is due; or {@link #UNKNOWN}. */
    int find(RequestView request, SessionCookie cookie) {
        long span = Pairs.cookie(request, cookie.name());
        int start = Pairs.start(span);
        if (Pairs.end(span) - start != CHARS) {
            return UNKNOWN;
        }
        byte[] bytes = request.bytes();
        long high = decode(bytes, start, 10);
        long middle = decode(bytes, start + 10, 2);
        long low = decode(bytes, start + 12, 10);
        if ((high | middle | low) < 0 || (low & 0xf) != 0) {
            return UNKNOWN;
        }
        // 60 bits, 12 bits, and 56 bits with the 4 that fill the last character
        long first = Long.reverseBytes((high << 4) | (middle >>> 8));
        long second = Long.reverseBytes((middle << 56) | (low >>> 4));
        return find(first, second);
    }

    private int find(long first, long second) {
        int at = (int) first & mask;
        while (owners[at] != UNKNOWN) {
            if (firsts[at] == first && seconds[at] == second) {
                return owners[at];
            }
            at = (at + 1) & mask;
        }
        return UNKNOWN;
    }

    private void add(long[] token, int owner) {
        int at = (int) token[0] & mask;
        while (owners[at] != UNKNOWN) {
            at = (at + 1) & mask;
        }
        firsts[at] = token[0];
        seconds[at] = token[1];
        owners[at] = owner;
    }

    private static long decode(byte[] bytes, int start, int count) {
        long value = 0;
        long wrong = 0;
        for (int at = start; at < start + count; at++) {
            long digit = DIGITS[bytes[at] & 0xff];
            wrong |= digit;
            value = (value << 6) | (digit & 0x3f);
        }
        return wrong < 0 ? -1 : value;
    }
}
