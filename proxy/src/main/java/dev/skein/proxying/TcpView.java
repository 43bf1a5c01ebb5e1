package dev.skein.proxying;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import dev.skein.model.TlsFacts;
import dev.skein.upstream.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the eyes of rules that are made for requests: it has a client, perhaps a host, and nothing else. Immutable.
 */
public final class TcpView implements RequestView {
    private static final byte[] NOTHING = {};

    private final Caller caller;
    private final byte[] host;
    private final @Nullable TlsFacts tls;

    /**
     * Of an accepted connection.
     *
     * @param serverName that its TLS asks for, lower case; null: none
     * @param tls that ends here; null: none does
     */
    public TcpView(Caller caller, @Nullable String serverName, @Nullable TlsFacts tls) {
        this.caller = caller;
        this.host = serverName == null ? NOTHING : Ascii.bytes(serverName);
        this.tls = tls;
    }

    Caller caller() {
        return caller;
    }

    @Nullable
    TlsFacts tls() {
        return tls;
    }

    @Override
    public byte[] bytes() {
        return host;
    }

    @Override
    public int methodStart() {
        return 0;
    }

    @Override
    public int methodEnd() {
        return 0;
    }

    @Override
    public int hostStart() {
        return 0;
    }

    @Override
    public int hostEnd() {
        return host.length;
    }

    @Override
    public int hostPort() {
        return -1;
    }

    @Override
    public int pathStart() {
        return host.length;
    }

    @Override
    public int pathEnd() {
        return host.length;
    }

    @Override
    public int queryStart() {
        return host.length;
    }

    @Override
    public int queryEnd() {
        return host.length;
    }

    @Override
    public boolean hasQuery() {
        return false;
    }

    @Override
    public int fieldCount() {
        return 0;
    }

    @Override
    public int nameStart(int field) {
        return 0;
    }

    @Override
    public int nameEnd(int field) {
        return 0;
    }

    @Override
    public int valueStart(int field) {
        return 0;
    }

    @Override
    public int valueEnd(int field) {
        return 0;
    }

    @Override
    public ClientAddress client() {
        return caller.client();
    }

    @Override
    public Protocol protocol() {
        return Protocol.TCP;
    }

    @Override
    public boolean secure() {
        return tls != null;
    }
}
