package dev.skein.coding;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which codings a client takes, and how gladly (RFC 9110 §12.5.3). Used again for request after request. */
public final class AcceptedCodings {
    private static final byte[] ACCEPT_ENCODING = Ascii.bytes("accept-encoding");
    private static final byte[] X_GZIP = Ascii.bytes("x-gzip");
    private static final byte[] IDENTITY = Ascii.bytes("identity");
    private static final byte[] ANY = {'*'};
    private static final Coding[] ALL = Coding.values();
    private static final byte[][] TOKENS =
            Arrays.stream(ALL).map(coding -> Ascii.bytes(coding.token())).toArray(byte[][]::new);
    private static final int UNNAMED = -1;
    private static final int MOST = 1000;

    /** In thousandths, by coding; behind them what is said of none at all, and of all that is not named. */
    private final int[] weights = new int[ALL.length + 2];

    /**
     * What the body is to be sent in: what the client likes best, and of those it likes alike the first of ours that there is
     * an encoder for; null: as it is.
     */
    public @Nullable Coding choose(RequestView request, List<Coding> ours, Encoders encoders) {
        read(request);
        Coding chosen = null;
        // Only who names it wants it: any coding is better else.
        int best = Math.max(0, weights[ALL.length] - 1);
        for (int i = 0; i < ours.size(); i++) {
            Coding coding = ours.get(i);
            int named = weights[coding.index()];
            int weight = named == UNNAMED ? weights[ALL.length + 1] : named;
            if (weight > best && encoders.hasRoom(coding)) {
                best = weight;
                chosen = coding;
            }
        }
        return chosen;
    }

    private void read(RequestView request) {
        Arrays.fill(weights, UNNAMED);
        byte[] bytes = request.bytes();
        int field = request.find(ACCEPT_ENCODING, 0);
        while (field >= 0) {
            int end = request.valueEnd(field);
            for (int at = request.valueStart(field); at < end; ) {
                int over = to(bytes, at, end, (byte) ',');
                element(bytes, at, over);
                at = over + 1;
            }
            field = request.find(ACCEPT_ENCODING, field + 1);
        }
    }

    private static int to(byte[] bytes, int start, int end, byte what) {
        int at = start;
        while (at < end && bytes[at] != what) {
            at++;
        }
        return at;
    }

    private void element(byte[] bytes, int start, int end) {
        int from = start;
        while (from < end && isSpace(bytes[from])) {
            from++;
        }
        int parameter = to(bytes, from, end, (byte) ';');
        int over = parameter;
        while (over > from && isSpace(bytes[over - 1])) {
            over--;
        }
        int index = index(bytes, from, over);
        if (index >= 0 && weights[index] == UNNAMED) {
            weights[index] = parameter == end ? MOST : weight(bytes, parameter + 1, end);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int index(byte[] bytes, int start, int end) {
        for (Coding coding : ALL) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, TOKENS[coding.index()])) {
                return coding.index();
            }
        }
        if (Ascii.equalsIgnoreCase(bytes, start, end, X_GZIP)) {
            return Coding.GZIP.index();
        }
        if (Ascii.equalsIgnoreCase(bytes, start, end, IDENTITY)) {
            return ALL.length;
        }
        return Ascii.equalsIgnoreCase(bytes, start, end, ANY) ? ALL.length + 1 : -1;
    }

    /** {@code q=0.5} as 500. What is no weight is taken for 0: to send it plain is never wrong. */
    private static int weight(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        if (end - at < 3 || (bytes[at] | 0x20) != 'q' || bytes[at + 1] != '=') {
            return 0;
        }
        int value = 0;
        int unit = MOST;
        for (at += 2; at < end && !isSpace(bytes[at]); at++) {
            if (bytes[at] == '.' && unit == MOST / 10) {
                continue;
            }
            if (bytes[at] < '0' || bytes[at] > '9') {
                return 0;
            }
            value += (bytes[at] - '0') * unit;
            unit /= 10;
        }
        return Math.min(value, MOST);
    }
}
