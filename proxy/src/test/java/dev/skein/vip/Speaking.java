package dev.skein.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A web server on all addresses that says who it is: {@code Speaking PORT NAME}. It never ends a connection by itself, as the
 * JDK's own does with those that have nothing to do.
 */
public final class Speaking {
    private static final int BACKLOG = 1_000;

    private Speaking() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        String name = arguments[1];
        byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name)
                .getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket listening = new ServerSocket(Integer.parseInt(arguments[0]), BACKLOG)) {
            System.out.println("ready");
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> speak(socket, answer));
            }
        }
    }

    private static void speak(Socket socket, byte[] answer) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                // Requests have no bodies here: each ends with an empty line.
                if (line.isEmpty()) {
                    socket.getOutputStream().write(answer);
                }
            }
        } catch (IOException e) {
            System.out.println("a connection ended: " + e);
        }
    }
}
