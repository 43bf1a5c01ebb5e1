package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.Vault;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the secrets is ours: accounts by directory, and by set of names the certificate in use and the key of the next.
 *
 * @param still whether this node may change any
 */
record Shelf(Vault vault, BooleanSupplier still) {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final int VERSION = 1;
    private static final byte[] NONE = {};

    @Nullable
    Account account(String directory) {
        byte[] bytes = vault.entry(ofAccount(directory));
        try {
            Decoder in = bytes == null ? null : new Decoder(bytes);
            return in == null ? null : new Account(in.text(), Keys.decode(in));
        } catch (GeneralSecurityException | Decoder.MalformedException e) {
            LOG.error("the account at {} can't be read, another one is made: {}", directory, e.toString());
            return null;
        }
    }

    /** The account there; null where the authority knows of none. */
    @Nullable
    Account made(String directory) {
        Account known = account(directory);
        return known == null || known.url().isEmpty() ? null : known;
    }

    void keep(String directory, Account account) throws KeyRingException {
        Encoder out = new Encoder(VERSION).text(account.url());
        Keys.encode(account.key(), out);
        vault.keep(Map.of(ofAccount(directory), out.done()), still);
    }

    /** The certificate of a set of names, as bytes for {@link Holding}; null where there is none. */
    byte @Nullable [] bytes(String id) {
        return vault.entry(ofCertificate(id));
    }

    @Nullable
    Holding holding(String id) {
        byte[] bytes = bytes(id);
        try {
            return bytes == null ? null : Holding.decode(bytes);
        } catch (GeneralSecurityException | Decoder.MalformedException e) {
            LOG.error("{}: can't be read, another one is ordered: {}", id, e.toString());
            return null;
        }
    }

    /** Keeps a certificate; the key that waited for it is in it now. */
    void keep(String id, Holding holding) throws KeyRingException {
        vault.keep(Map.of(ofCertificate(id), holding.encode(), ofNext(id), NONE), still);
    }

    /** The key of the certificate that is ordered. */
    @Nullable
    KeyPair next(String id) {
        byte[] bytes = vault.entry(ofNext(id));
        try {
            return bytes == null ? null : Keys.decode(new Decoder(bytes));
        } catch (GeneralSecurityException | Decoder.MalformedException e) {
            LOG.error("{}: the key of its order can't be read: {}", id, e.toString());
            return null;
        }
    }

    void keepNext(String id, KeyPair key) throws KeyRingException {
        Encoder out = new Encoder(VERSION);
        Keys.encode(key, out);
        vault.keep(Map.of(ofNext(id), out.done()), still);
    }

    /** Nobody wants these certificates any more. */
    void forget(Set<String> ids) throws KeyRingException {
        Map<String, byte[]> gone = new HashMap<>();
        for (String id : ids) {
            gone.put(ofCertificate(id), NONE);
            gone.put(ofNext(id), NONE);
        }
        gone.keySet().removeIf(name -> vault.entry(name) == null);
        if (!gone.isEmpty()) {
            vault.keep(gone, still);
        }
    }

    private static String ofAccount(String directory) {
        return "acme account " + directory;
    }

    private static String ofCertificate(String id) {
        return "acme certificate " + id;
    }

    private static String ofNext(String id) {
        return "acme next key " + id;
    }
}
