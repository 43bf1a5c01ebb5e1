package dev.skein.acme;

import java.security.KeyPair;

/**
 * An account at an authority.
 *
 * @param url empty: not made yet
 */
record Account(String url, KeyPair key) {
    /** Never shows the key. */
    @Override
    public String toString() {
        return url;
    }
}
