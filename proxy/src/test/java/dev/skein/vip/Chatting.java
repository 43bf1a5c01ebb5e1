package dev.skein.vip;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that are opened once and ask again and again: {@code Chatting ADDRESS PORT COUNT MILLIS [FROM]}, these being
 * between an answer and the next question, from ports of its own from that one on. Says {@code open},
 * {@code failed WHY} of each that ends, and on each line of its standard input {@code answers COUNT LAST}, by whoever
 * opened them, with the nanoseconds of the last one.
 */
public final class Chatting {
    private final AtomicLong answers = new AtomicLong();
    private volatile long last;
    private final long pauseMillis;

    private Chatting(long pauseMillis) {
        this.pauseMillis = pauseMillis;
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        Chatting all = new Chatting(Long.parseLong(arguments[3]));
        for (int each = 0; each < Integer.parseInt(arguments[2]); each++) {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(arguments.length > 4 ? Integer.parseInt(arguments[4]) + each : 0));
            socket.connect(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
            String first = ask(socket);
            Thread.ofVirtual().start(() -> all.chat(socket, first));
        }
        System.out.println("open");
        for (int read = System.in.read(); read >= 0; read = System.in.read()) {
            System.out.println("answers " + all.answers + ' ' + all.last);
        }
    }

    private void chat(Socket socket, String first) {
        try {
            while (true) {
                String answer = ask(socket);
                if (!answer.equals(first)) {
                    throw new IOException(answer);
                }
                last = System.nanoTime();
                answers.incrementAndGet();
                Thread.sleep(pauseMillis);
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("failed " + e);
        }
    }

    /** The body, of one byte. */
    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: lab\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            head.append((char) next);
        }
        return String.valueOf((char) in.read());
    }
}
