package dev.skein.http;

import dev.skein.http.ForwardedPolicy.Mode;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding fields of one client connection: which received ones are left out, and the lines that are added. Lines that
 * don't depend on received ones are kept from request to request, for on one connection they hardly ever change: usually
 * {@link #append} is one copy. Confined to the connection's event loop; allocates nothing once warm.
 */
public final class ForwardedFields {
    private static final byte[] FORWARDED = Ascii.bytes("forwarded");
    private static final byte[] REAL_IP = Ascii.bytes("x-real-ip");
    private static final byte[] FOR = Ascii.bytes("x-forwarded-for");
    private static final byte[] HOST = Ascii.bytes("x-forwarded-host");
    private static final byte[] PORT = Ascii.bytes("x-forwarded-port");
    private static final byte[] PROTO = Ascii.bytes("x-forwarded-proto");
    private static final byte[] CERTIFICATE = Ascii.bytes("client-cert");
    private static final byte[] CHAIN = Ascii.bytes("client-cert-chain");
    private static final int SHORTEST = FORWARDED.length;

    private final ForwardedPolicy policy;
    private final ClientAddress peer;
    private final boolean trusted;
    private final boolean dropsFamily;
    private final boolean dropsFor;
    private final boolean dropsProto;
    private final boolean dropsHost;
    private final boolean dropsPort;
    private final boolean dropsForwarded;
    private final boolean dropsCertificate;
    private final byte @Nullable [] certificate;

    /** Lines that depend on nothing received, and what they were made from. */
    private final ByteSink kept = new ByteSink();

    private final ByteSink keptHost = new ByteSink();
    private final ByteSink lines = new ByteSink();
    private @Nullable ClientAddress keptClient;
    private @Nullable Protocol keptProtocol;
    private boolean keptSecure;
    private int keptPort;

    /**
     * Makes the fields of a connection.
     *
     * @param peer who speaks to us: the socket's other end, or whom the PROXY protocol named
     * @param trusted whether the peer's own forwarding fields are believed
     */
    public ForwardedFields(ForwardedPolicy policy, ClientAddress peer, boolean trusted) {
        this(policy, peer, trusted, null);
    }

    /**
     * The same with what is told of the client's certificate.
     *
     * @param certificate complete lines; null where nothing is told
     */
    public ForwardedFields(ForwardedPolicy policy, ClientAddress peer, boolean trusted, byte @Nullable [] certificate) {
        this.certificate = certificate;
        dropsCertificate = !trusted || certificate != null;
        this.policy = policy;
        this.peer = peer;
        this.trusted = trusted;
        dropsFamily = !trusted && policy.xFor() != Mode.OFF;
        dropsFor = drops(policy.xFor(), true);
        dropsProto = drops(policy.xProto(), false);
        dropsHost = drops(policy.xHost(), false);
        dropsPort = drops(policy.xPort(), false);
        dropsForwarded = drops(policy.forwarded(), true);
    }

    private boolean drops(Mode mode, boolean list) {
        return switch (mode) {
            case SET, REMOVE -> true;
            case APPEND -> !trusted || list;
            case KEEP -> !trusted;
            case OFF -> false;
        };
    }

    /**
     * Whether a received field must not be passed on, because we remove it or write it anew. Underscores count as dashes:
     * many servers can't tell {@code X_Forwarded_For} from ours.
     */
    public boolean drops(byte[] bytes, int nameStart, int nameEnd) {
        int length = nameEnd - nameStart;
        int first = length < SHORTEST ? 0 : bytes[nameStart] | 0x20;
        if (first == 'f') {
            return dropsForwarded && is(FORWARDED, bytes, nameStart, length);
        }
        if (first == 'c') {
            return dropsCertificate
                    && (is(CERTIFICATE, bytes, nameStart, length) || is(CHAIN, bytes, nameStart, length));
        }
        if (first != 'x') {
            return false;
        }
        return switch (length) {
            case 9 -> dropsFamily && is(REAL_IP, bytes, nameStart, length);
            case 15 -> is(FOR, bytes, nameStart, length) ? dropsFor : family(bytes, nameStart, nameEnd);
            case 16 -> sixteen(bytes, nameStart, nameEnd);
            case 17 -> is(PROTO, bytes, nameStart, length) ? dropsProto : family(bytes, nameStart, nameEnd);
            default -> family(bytes, nameStart, nameEnd);
        };
    }

    private boolean sixteen(byte[] bytes, int start, int end) {
        if (is(HOST, bytes, start, end - start)) {
            return dropsHost;
        }
        return is(PORT, bytes, start, end - start) ? dropsPort : family(bytes, start, end);
    }

    private boolean family(byte[] bytes, int start, int end) {
        return dropsFamily && FieldRules.forwardedFamily(bytes, start, end);
    }

    private static boolean is(byte[] name, byte[] bytes, int start, int length) {
        return name.length == length && NameSet.equalsFolded(bytes, start, name);
    }

    /** Writes our lines, each with its line end. */
    public void append(ByteBuf out, RequestView request) {
        if (!sameAsKept(request)) {
            keep(request);
        }
        out.writeBytes(kept.bytes(), 0, kept.length());
        if (certificate != null) {
            out.writeBytes(certificate);
        }
        if (trusted) {
            appendToReceived(out, request);
        }
    }

    private boolean sameAsKept(RequestView request) {
        return Objects.equals(keptClient, request.client())
                && keptSecure == request.secure()
                && keptPort == request.hostPort()
                && keptProtocol == request.protocol()
                && Arrays.equals(
                        keptHost.bytes(),
                        0,
                        keptHost.length(),
                        request.bytes(),
                        request.hostStart(),
                        request.hostEnd());
    }

    private void keep(RequestView request) {
        keptClient = request.client();
        keptSecure = request.secure();
        keptPort = request.hostPort();
        keptProtocol = request.protocol();
        keptHost.clear();
        keptHost.put(request.bytes(), request.hostStart(), request.hostEnd());
        kept.clear();
        if (ours(policy.xFor())) {
            ForwardedLines.xFor(kept, request.client());
        }
        if (ours(policy.xProto())) {
            ForwardedLines.xProto(kept, request);
        }
        if (ours(policy.xHost())) {
            ForwardedLines.xHost(kept, request);
        }
        if (ours(policy.xPort())) {
            ForwardedLines.xPort(kept, request);
        }
        if (ours(policy.forwarded())) {
            ForwardedLines.forwarded(kept, request.client(), request);
        }
        if (policy.via() != null) {
            ForwardedLines.via(kept, request.protocol(), policy.via());
        }
    }

    /** Whether our value is sent, whatever was received. */
    private boolean ours(Mode mode) {
        return mode == Mode.SET || (!trusted && (mode == Mode.APPEND || mode == Mode.KEEP));
    }

    /** The other half: fields that a trusted peer may have begun. */
    private void appendToReceived(ByteBuf out, RequestView request) {
        lines.clear();
        if (needed(policy.xFor(), request, FOR, true)) {
            ForwardedLines.xFor(lines, request, FOR, peer);
        }
        if (needed(policy.xProto(), request, PROTO, false)) {
            ForwardedLines.xProto(lines, request);
        }
        if (needed(policy.xHost(), request, HOST, false)) {
            ForwardedLines.xHost(lines, request);
        }
        if (needed(policy.xPort(), request, PORT, false)) {
            ForwardedLines.xPort(lines, request);
        }
        if (needed(policy.forwarded(), request, FORWARDED, true)) {
            ForwardedLines.forwarded(lines, request, FORWARDED, peer);
        }
        out.writeBytes(lines.bytes(), 0, lines.length());
    }

    private static boolean needed(Mode mode, RequestView request, byte[] name, boolean list) {
        if (mode == Mode.APPEND && list) {
            return true;
        }
        return (mode == Mode.APPEND || mode == Mode.KEEP) && request.find(name, 0) < 0;
    }
}
