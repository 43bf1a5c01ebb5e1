package dev.skein.access;

import java.util.List;
import java.util.Map;

/** Who a provider says that somebody is. Immutable. */
public final class Person {
    private final Map<String, Object> claims;
    private final String token;

    Person(Map<String, Object> claims, String token) {
        this.claims = claims;
        this.token = token;
    }

    /** Of a claim by its name, with dots for objects within objects: one, several or none. */
    public List<String> texts(String claim) {
        return Claims.texts(claims, claim);
    }

    /** The ID token, which ends the session with the provider. A secret. */
    public String token() {
        return token;
    }
}
