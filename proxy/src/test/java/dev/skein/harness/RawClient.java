package dev.skein.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client that sends what it is told to, be it HTTP or not. */
public final class RawClient extends Wire {
    private RawClient(Socket socket) throws IOException {
        super(socket);
    }

    public static RawClient to(int port) throws IOException {
        return to(port, 0);
    }

    /** Over a connection that is there: TLS, say. */
    public static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** With a receive buffer of that size, where it is above 0: a client that takes little at a time. */
    public static RawClient to(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawClient(socket);
    }

    /** Sends a request without a body and reads the response. */
    public Response get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        return response();
    }

    /** A connection for one request: opened, used, closed. */
    public static Response ask(int port, String request) throws IOException {
        try (RawClient client = to(port)) {
            client.send(request);
            return client.response();
        }
    }

    /** The response to a request other than HEAD, by its framing. */
    public Response response() throws IOException {
        String head = head();
        if (!head.endsWith("\r\n\r\n")) {
            throw new IOException("no response, but: " + head);
        }
        Response only = new Response(head, "", "", true);
        if (only.field("Transfer-Encoding").equals("chunked")) {
            String body = chunks();
            boolean whole = !body.endsWith("<cut>");
            return new Response(head, body, whole ? trailers() : "", whole);
        }
        if (only.status() < 200 || only.status() == 204 || only.status() == 304) {
            return only;
        }
        if (only.has("Content-Length")) {
            int length = Integer.parseInt(only.field("Content-Length"));
            String body = bytes(length);
            return new Response(head, body, "", body.length() == length);
        }
        String body = rest();
        return new Response(head, body, "", !body.endsWith("<reset>"));
    }

    private String trailers() throws IOException {
        StringBuilder lines = new StringBuilder();
        String line;
        while (!(line = until("\r\n")).equals("\r\n")) {
            lines.append(line);
            if (!line.endsWith("\r\n")) {
                break;
            }
        }
        return lines.toString();
    }
}
