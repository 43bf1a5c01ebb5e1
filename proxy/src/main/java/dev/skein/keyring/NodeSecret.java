package dev.skein.keyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that signs cookies where the file names none: made once, kept in the data directory, readable by us alone. */
final class NodeSecret {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSecret.class);
    private static final int BYTES = 32;

    private NodeSecret() {}

    static byte[] readOrMake(Path data) {
        Path file = data.resolve("cookie.key");
        try {
            if (Files.exists(file) && Files.size(file) == BYTES) {
                return Files.readAllBytes(file);
            }
        } catch (IOException e) {
            LOG.warn("{}: cannot be read: sessions bound by cookie start anew: {}", file, e.toString());
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, secret, StandardOpenOption.WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "{}: cannot be kept: sessions bound by cookie will start anew after a restart: {}",
                    file,
                    e.toString());
        }
        return secret;
    }
}
