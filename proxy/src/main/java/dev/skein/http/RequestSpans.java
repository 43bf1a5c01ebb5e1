package dev.skein.http;

import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What parsing a request's head leaves behind for rules to read: spans, and who asked. */
abstract sealed class RequestSpans extends Head implements RequestView permits RequestHead {
    int methodStart;
    int methodEnd;
    /** The target as received. */
    int targetStart;

    int targetEnd;
    int hostStart;
    int hostEnd;
    int hostPort;
    int pathStart;
    int pathEnd;
    int queryStart;
    int queryEnd;
    boolean hasQuery;
    /** Whether the request line must be written anew. */
    boolean rewritten;

    /** Authority of an absolute-form target, which replaces Host; empty span where there is none. */
    int absoluteStart;

    int absoluteEnd;
    /** End of what was derived behind the raw head. */
    int derived;

    boolean http10;
    int hostField;
    Protocol protocol = Protocol.HTTP_1_1;
    private boolean secure;
    private @Nullable ClientAddress client;

    RequestSpans(HeadLimits limits) {
        super(limits);
    }

    @Override
    public void reset() {
        super.reset();
        rewritten = false;
        http10 = false;
        hostField = -1;
        protocol = Protocol.HTTP_1_1;
        methodEnd = 0;
        pathStart = 0;
        pathEnd = 0;
        queryStart = 0;
        queryEnd = 0;
        hostStart = 0;
        hostEnd = 0;
        absoluteStart = 0;
        absoluteEnd = 0;
        client = null;
    }

    /** Who asks, and over what: told by the connection. */
    public void from(ClientAddress address, boolean encrypted) {
        client = address;
        secure = encrypted;
    }

    /** The protocol really spoken, where the head was written down from another one's fields. */
    public void spoken(Protocol real) {
        protocol = real;
    }

    @Override
    public int methodStart() {
        return methodStart;
    }

    @Override
    public int methodEnd() {
        return methodEnd;
    }

    @Override
    public int hostStart() {
        return hostStart;
    }

    @Override
    public int hostEnd() {
        return hostEnd;
    }

    @Override
    public int hostPort() {
        return hostPort;
    }

    @Override
    public int pathStart() {
        return pathStart;
    }

    @Override
    public int pathEnd() {
        return pathEnd;
    }

    @Override
    public int queryStart() {
        return queryStart;
    }

    @Override
    public int queryEnd() {
        return queryEnd;
    }

    @Override
    public boolean hasQuery() {
        return hasQuery;
    }

    @Override
    public boolean endsHere(int field) {
        return kinds[field] == FieldKind.NOMINATED;
    }

    @Override
    public ClientAddress client() {
        return Objects.requireNonNull(client);
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public boolean secure() {
        return secure;
    }
}
