package dev.skein.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where commands write, and where they read secrets from.
 *
 * @param in where {@code --stdin} reads from
 * @param environment {@code SKEIN_ADMIN} and the like; a parameter for the sake of tests
 */
public record Console(PrintWriter out, PrintWriter err, InputStream in, Environment environment) {

    /** The process's variables. */
    @FunctionalInterface
    public interface Environment {
        /** The value, or the empty string. */
        String get(String name);
    }

    /** The standard streams, flushed by line, in UTF-8 whatever the locale says. */
    public static Console system() {
        return new Console(writer(System.out), writer(System.err), System.in, name -> {
            String value = System.getenv(name);
            return value == null ? "" : value;
        });
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Asks without showing what is typed. Without a terminal there is nobody to ask. */
    @SuppressWarnings("SystemConsoleNull") // Since Java 25 it is null again where there is no terminal (JDK-8351435).
    char[] password(String prompt) {
        java.io.Console terminal = System.console();
        char[] typed = terminal == null ? null : terminal.readPassword("%s: ", prompt);
        if (typed == null) {
            throw new Failed(ExitCode.PROBLEMS, "no terminal to ask for the " + prompt);
        }
        return typed;
    }
}
