package dev.skein.acme;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port to whoever issues certificates (RFC 8555). Each method asks it, and waits for that; one thread at a time. */
interface Authority extends AutoCloseable {
    /** Makes the account of a key there, or finds it; returns its URL. */
    String account(KeyPair key) throws AuthorityException;

    /**
     * Orders a certificate.
     *
     * @param replaces the one that it is to replace; null: none
     * @return the order's URL
     */
    String order(Account account, List<String> names, @Nullable X509Certificate replaces) throws AuthorityException;

    /** How far an order has come. */
    Progress look(Account account, String order) throws AuthorityException;

    /** Tells it that a challenge can be looked at. */
    void ready(Account account, Ask ask) throws AuthorityException;

    /** Asks for the certificate itself, for that key, once the authority knows that all names lead here. */
    void finish(Account account, String order, KeyPair key) throws AuthorityException;

    /** What an order has led to, the host's own certificate first. */
    List<X509Certificate> chain(Account account, String order) throws AuthorityException;

    /** When it would like a certificate to be renewed (RFC 9773); null where it says nothing of that. */
    @Nullable
    Window renewal(Account account, X509Certificate certificate) throws AuthorityException;

    /** Some time of these, in milliseconds since 1970. */
    record Window(long from, long until) {}

    @Override
    void close();
}
