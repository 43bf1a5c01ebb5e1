package dev.skein.listener;

import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of HTTP/2 before a server that does as it is told; the node is started as each needs it. */
abstract class Http2Bed extends TlsBed {
    ScriptedServer server;

    /** The server that all begin with. */
    abstract ScriptedServer first() throws IOException;

    @BeforeEach
    void serverBegins() throws Exception {
        server = first();
    }

    /** Another one in its place. */
    void replace(ScriptedServer other) throws IOException {
        server.close();
        server = other;
    }

    /** First the node, which would tell of a server that is gone. */
    @AfterEach
    @Override
    void ends() throws Exception {
        super.ends();
        server.close();
    }
}
