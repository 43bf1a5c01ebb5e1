package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The head of a request: as it arrived over HTTP/1, or written down from the fields of an HTTP/2 or 3 stream and parsed by
 * the same rules. Behind the raw bytes the array holds what had to be derived: the lower-case host, the normalised path.
 */
public final class RequestHead extends RequestSpans {
    private GuardPolicy guard;

    private Method method = Method.OTHER;
    private int hosts;
    private boolean expectContinue;
    private boolean teTrailers;
    private int upgradeField;
    boolean tunnels;

    public RequestHead(HeadLimits limits, GuardPolicy guard) {
        super(limits);
        this.guard = guard;
        reset();
    }

    /** Makes ready for the next head, under these bounds and this policy. */
    public void reset(HeadLimits bounds, GuardPolicy policy) {
        guard = policy;
        reset(bounds);
    }

    @Override
    public void reset() {
        super.reset();
        method = Method.OTHER;
        hosts = 0;
        expectContinue = false;
        teTrailers = false;
        upgradeField = -1;
        tunnels = false;
    }

    /** RFC 9112 §3: {@code method SP target SP HTTP/1.x}, one space each. */
    @Override
    int parseStartLine(int from, int end) {
        methodStart = from;
        int at = from;
        while (at < end && Chars.isToken(bytes[at])) {
            at++;
        }
        methodEnd = at;
        if (at == from || at >= end || bytes[at] != ' ') {
            return reject(Failure.BAD_REQUEST, "malformed request line");
        }
        method = Method.of(bytes, from, at);
        targetStart = ++at;
        while (at < end && Chars.isTarget(bytes[at])) {
            at++;
        }
        targetEnd = at;
        if (at == targetStart || at >= end || bytes[at] != ' ') {
            return reject(Failure.BAD_REQUEST, "malformed request target");
        }
        return version(at + 1, end);
    }

    private int version(int from, int end) {
        if (end - from != 8) {
            return reject(Failure.BAD_REQUEST, "malformed request line");
        }
        if (!isVersion(bytes, from)) {
            return reject(Failure.BAD_REQUEST, "malformed request line");
        }
        if (!ResponseHead.startsWithVersion(bytes, from)) {
            return reject(Failure.VERSION_UNSUPPORTED, "HTTP version other than 1.0 and 1.1");
        }
        http10 = bytes[from + 7] == '0';
        protocol = http10 ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1;
        return COMPLETE;
    }

    /** {@code HTTP/} and two digits with a dot between: of whatever version. */
    private static boolean isVersion(byte[] b, int at) {
        return b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && isDigit(b[at + 5])
                && b[at + 6] == '.'
                && isDigit(b[at + 7]);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    @Override
    int seen(byte kind, int start, int end) {
        switch (kind) {
            case FieldKind.HOST -> {
                hosts++;
                hostField = count - 1;
            }
            case FieldKind.EXPECT -> {
                expectContinue = Ascii.equalsIgnoreCase(bytes, start, end, RequestTarget.CONTINUE);
                return expectContinue ? COMPLETE : reject(Failure.EXPECTATION_UNKNOWN, "unknown expectation");
            }
            case FieldKind.TE -> teTrailers |= UpgradeTokens.contains(bytes, start, end, RequestTarget.TRAILERS);
            case FieldKind.UPGRADE -> upgradeField = count - 1;
            default -> {
                // Looked at when the head is passed on.
            }
        }
        return COMPLETE;
    }

    @Override
    int finish() {
        if (http10 && chunked) {
            return reject(Failure.BAD_REQUEST, "Transfer-Encoding in an HTTP/1.0 request");
        }
        if (http10 && contentLength > 0 && method.bodyIsUnusual()) {
            // Servers of that time take it for the next request.
            return reject(Failure.BAD_REQUEST, "a body of GET, HEAD or DELETE in an HTTP/1.0 request");
        }
        if (hosts > 1 || hosts == 0 && !http10) {
            return reject(Failure.BAD_REQUEST, hosts == 0 ? "no Host" : "more than one Host");
        }
        int state = guard.check(this);
        return state == COMPLETE ? RequestTarget.resolve(this, guard.paths()) : state;
    }

    /** Room behind the raw head for derived spans. */
    int reserve(int from, int length) {
        if (from + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, from + length + 64);
        }
        return from;
    }

    @Override
    Failure malformed() {
        return Failure.BAD_REQUEST;
    }

    @Override
    Failure tooLongStartLine() {
        return Failure.TARGET_TOO_LONG;
    }

    @Override
    Failure tooLargeFailure() {
        return Failure.HEAD_TOO_LARGE;
    }

    @Override
    Failure unknownCoding() {
        return Failure.NOT_IMPLEMENTED;
    }

    public Method method() {
        return method;
    }

    /** Whether the client lets its connection be used again (RFC 9112 §9.3). */
    public boolean keepAlive() {
        return http10 ? keepAliveNamed && !close : !close;
    }

    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Whether the client waits for 100 before it sends the body; HTTP/1.0 can't. */
    public boolean expectContinue() {
        return expectContinue && !http10;
    }

    /** Whether the client takes trailers: {@code TE: trailers}. */
    public boolean teTrailers() {
        return teTrailers;
    }

    /** Index of the {@code Upgrade} field if {@code Connection} names it, too; else -1. */
    public int upgradeField() {
        return upgradeNamed && !http10 ? upgradeField : -1;
    }

    /** Whether an answer that is no refusal makes its stream a tunnel, so that it must be nothing else (RFC 8441). */
    public boolean tunnels() {
        return tunnels;
    }

    /** Whether the target named the host itself (RFC 9112 §3.2.2): then that one counts, and not the Host field. */
    public boolean absoluteForm() {
        return absoluteEnd > absoluteStart;
    }

    /** The authority of an absolute-form target as received. */
    public void writeAuthority(ByteBuf out) {
        out.writeBytes(bytes, absoluteStart, absoluteEnd - absoluteStart);
    }

    public boolean hasHost() {
        return hostField >= 0;
    }
}
