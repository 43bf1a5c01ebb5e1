package dev.skein.harness;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that nobody else has signed, in files as a listener names them. */
public record SelfSigned(Path certificate, Path key) {
    /** Writes NAME.pem and NAME.key into the directory. */
    public static SelfSigned write(Path directory, String name, String host) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(host)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return new SelfSigned(
                Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM()),
                Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM()));
    }
}
