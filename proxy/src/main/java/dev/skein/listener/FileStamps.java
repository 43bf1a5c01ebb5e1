package dev.skein.listener;

import dev.skein.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells without reading them whether certificates were replaced: files by time, size and inode. */
public final class FileStamps {
    private FileStamps() {}

    static String of(TlsSettings tls, Issuance issuance) {
        StringBuilder all = new StringBuilder();
        for (TlsSettings.Certificate certificate : tls.certificates()) {
            if (certificate.acme()) {
                all.append(issuance.stamp(certificate.hosts()));
                continue;
            }
            all.append(of(certificate.cert())).append(of(certificate.key()));
            Path word = certificate.ocsp();
            all.append(word == null ? "" : of(word));
        }
        Path authorities = tls.clientCa();
        return all.append(authorities == null ? "" : of(authorities)).toString();
    }

    /** Of one file. */
    public static String of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey() + "\n";
        } catch (IOException e) {
            // In the middle of being replaced, perhaps: another state, which is told if it stays.
            return "gone\n";
        }
    }
}
