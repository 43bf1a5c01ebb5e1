package dev.skein.cluster.trust;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's credentials lie, all in PEM.
 *
 * @param ca certificates of the cluster's authority; several while one replaces the other
 * @param cert the node's certificate, then intermediate ones
 * @param key its private key, PKCS#8, unencrypted: EC, RSA or Ed25519
 * @param crl certificates that are not valid any more (RFC 5280 §5), or none
 */
public record TlsFiles(
        Path ca, Path cert, Path key, @Nullable Path crl) {

    List<Path> all() {
        return crl == null ? List.of(ca, cert, key) : List.of(ca, cert, key, crl);
    }
}
