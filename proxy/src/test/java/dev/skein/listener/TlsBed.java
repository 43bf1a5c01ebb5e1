package dev.skein.listener;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that start a node with TLS as they need it. */
abstract class TlsBed {
    static final String GET = "GET /head HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    TlsFixture fixture;

    @BeforeEach
    void begins() throws Exception {
        fixture = new TlsFixture(directory);
    }

    @AfterEach
    void ends() throws Exception {
        fixture.close();
    }
}
