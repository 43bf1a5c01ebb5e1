package dev.skein.control;

import dev.skein.balance.SessionCookie;
import java.util.List;

/**
 * What signs cookies where the file names no secret: the first makes new ones, all are recognised. Made with the node;
 * changed on the control thread alone, by {@link Change.CookiesSigned}.
 */
public final class CookieSecrets {
    private List<SessionCookie.Key> keys;

    /** @param secrets of any length, at least one */
    public CookieSecrets(List<byte[]> secrets) {
        this.keys = keys(secrets);
    }

    private static List<SessionCookie.Key> keys(List<byte[]> secrets) {
        return secrets.stream().map(SessionCookie.Key::of).toList();
    }

    void change(List<byte[]> secrets) {
        keys = keys(secrets);
    }

    List<SessionCookie.Key> keys() {
        return keys;
    }
}
