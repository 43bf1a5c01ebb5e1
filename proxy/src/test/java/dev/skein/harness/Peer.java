package dev.skein.harness;

import java.io.IOException;
import java.net.Socket;

/** A connection that a scripted server accepted. */
public final class Peer extends Wire {
    private final ScriptedServer server;
    private final int number;

    Peer(ScriptedServer server, Socket socket, int number) throws IOException {
        super(socket);
        this.server = server;
        this.number = number;
    }

    /** Counted from 1. */
    public int number() {
        return number;
    }

    /** The same connection, read and written as frames, by one who has read nothing of it yet. */
    public RawHttp2 http2() throws IOException {
        return new RawHttp2(socket);
    }

    /** The next request's head, noted among the server's requests; empty text where the other side ended. */
    public String request() throws IOException {
        String head = head();
        if (!head.isEmpty()) {
            server.requests.add(head);
        }
        return head;
    }

    /** The next request with its body, by its framing; noted as one text. */
    public String wholeRequest() throws IOException {
        String head = head();
        if (head.isEmpty()) {
            return head;
        }
        Response parsed = new Response(head, "", "", true);
        String all = head;
        if (parsed.has("Content-Length")) {
            all += bytes(Integer.parseInt(parsed.field("Content-Length")));
        } else if (parsed.has("Transfer-Encoding")) {
            all += chunks();
            String line;
            do {
                line = until("\r\n");
                all += line;
            } while (line.length() > 2);
        }
        server.requests.add(all);
        return all;
    }

    /** Reads a request with its body and answers with this text, until the other side ends. */
    public void serve(String response) throws IOException {
        while (!wholeRequest().isEmpty()) {
            send(response);
        }
    }
}
