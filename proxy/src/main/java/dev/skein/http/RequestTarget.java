package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;

/**
 * From the request target and the Host field to host, port, path and query (RFC 9112 §3.2). An absolute-form target
 * replaces Host. The path that routes match is the path that servers get.
 */
final class RequestTarget {
    static final byte[] CONTINUE = Ascii.bytes("100-continue");
    static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private RequestTarget() {}

    static int resolve(RequestHead head, PathNormalizer.Policy policy) {
        byte[] b = head.bytes;
        int start = head.targetStart;
        int end = head.targetEnd;
        if (head.method() == Method.CONNECT) {
            return head.reject(Failure.METHOD_REFUSED, "CONNECT");
        }
        if (b[start] == '/') {
            return hostField(head) ? path(head, start, end, policy) : badHost(head);
        }
        if (end - start == 1 && b[start] == '*' && head.method() == Method.OPTIONS) {
            head.pathStart = start;
            head.pathEnd = end;
            head.queryStart = end;
            head.queryEnd = end;
            head.hasQuery = false;
            return hostField(head) ? Head.COMPLETE : badHost(head);
        }
        int authority = start + schemeLength(b, start, end);
        return authority == start
                ? head.reject(Failure.BAD_REQUEST, "malformed request target")
                : absolute(head, authority, end, policy);
    }

    private static int schemeLength(byte[] b, int start, int end) {
        if (end - start > HTTP.length && Ascii.equalsIgnoreCase(b, start, HTTP)) {
            return HTTP.length;
        }
        return end - start > HTTPS.length && Ascii.equalsIgnoreCase(b, start, HTTPS) ? HTTPS.length : 0;
    }

    private static int absolute(RequestHead head, int start, int end, PathNormalizer.Policy policy) {
        int at = start;
        while (at < end && head.bytes[at] != '/' && head.bytes[at] != '?') {
            at++;
        }
        // The Host field, if there is one, must still be a valid one, though its value is not used.
        if (!hostField(head) || !authority(head, start, at)) {
            return badHost(head);
        }
        head.rewritten = true;
        head.absoluteStart = start;
        head.absoluteEnd = at;
        if (at < end && head.bytes[at] == '/') {
            return path(head, at, end, policy);
        }
        int root = head.reserve(head.derived, 1);
        head.bytes[root] = '/';
        head.derived = root + 1;
        head.pathStart = root;
        head.pathEnd = root + 1;
        head.hasQuery = at < end;
        head.queryStart = Math.min(at + 1, end);
        head.queryEnd = end;
        return Head.COMPLETE;
    }

    private static int path(RequestHead head, int start, int end, PathNormalizer.Policy policy) {
        byte[] b = head.bytes;
        int question = start;
        while (question < end && b[question] != '?') {
            question++;
        }
        head.hasQuery = question < end;
        head.queryStart = Math.min(question + 1, end);
        head.queryEnd = end;
        head.pathStart = start;
        head.pathEnd = question;
        return PathNormalizer.isCanonical(b, start, question, policy.mergeSlashes())
                ? Head.COMPLETE
                : normalized(head, start, question, policy);
    }

    private static int normalized(RequestHead head, int start, int end, PathNormalizer.Policy policy) {
        int at = head.reserve(head.derived, end - start);
        int written = PathNormalizer.normalize(head.bytes, start, end, head.bytes, at, policy);
        if (written == PathNormalizer.REJECTED) {
            return head.reject(Failure.BAD_REQUEST, "path that is refused");
        }
        head.derived = written;
        head.rewritten = true;
        head.pathStart = at;
        head.pathEnd = written;
        return Head.COMPLETE;
    }

    private static int badHost(RequestHead head) {
        return head.reject(Failure.BAD_REQUEST, "malformed host");
    }

    private static boolean hostField(RequestHead head) {
        head.derived = head.line;
        head.hostPort = -1;
        int field = head.hostField;
        return field < 0 || authority(head, head.valueStart(field), head.valueEnd(field));
    }

    private static boolean authority(RequestHead head, int start, int end) {
        long authority = Authority.parse(head.bytes, start, end);
        if (authority == Authority.INVALID) {
            return false;
        }
        int hostEnd = Authority.hostEnd(authority);
        head.hostPort = Authority.port(authority);
        if (isLower(head.bytes, start, hostEnd)) {
            head.hostStart = start;
            head.hostEnd = hostEnd;
            return true;
        }
        int at = head.reserve(head.derived, hostEnd - start);
        head.hostStart = at;
        head.hostEnd = Authority.lowerHost(head.bytes, start, hostEnd, head.bytes, at);
        head.derived = head.hostEnd;
        return true;
    }

    private static boolean isLower(byte[] b, int start, int end) {
        for (int i = start; i < end; i++) {
            if (b[i] != Ascii.lower(b[i])) {
                return false;
            }
        }
        return end == start || b[end - 1] != '.';
    }
}
