package dev.skein.proxying;

/**
 * A response that the proxy makes itself.
 *
 * @param status 200 to 599
 * @param contentType empty for none
 * @param body complete; empty for none
 * @param lines more fields, complete lines with CR LF
 * @param headOnly whether the request was HEAD: the length is told, the body not sent
 * @param close whether the connection cannot be used further
 */
public record LocalResponse(
        int status, String contentType, byte[] body, byte[] lines, boolean headOnly, boolean close) {

    /** The same as the last one of its connection. */
    LocalResponse last() {
        return new LocalResponse(status, contentType, body, lines, headOnly, true);
    }
}
