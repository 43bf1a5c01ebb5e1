package dev.skein.cli;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein hash-password}: what goes into {@code skein.admin.users.NAME.password-hash}. */
@Command(
        name = "hash-password",
        description = "Asks for a password and prints its bcrypt hash, for the configuration's admin.users.")
final class HashPasswordCommand implements Callable<Integer> {
    /** bcrypt takes no more. */
    private static final int MOST_BYTES = 72;

    private static final int COST = 12;
    private static final int TOKEN_BYTES = 32;

    private final Console console;

    @Option(
            names = "--stdin",
            description = "Read the password from standard input, one line, instead of asking for it.")
    private boolean stdin;

    @Option(
            names = "--token",
            description = "Make a token for a program instead, and print it with its hash, for token-hash.")
    private boolean token;

    HashPasswordCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (token) {
            return token();
        }
        char[] password = stdin ? line() : twice();
        int bytes = new String(password).getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MOST_BYTES) {
            throw new Failed(ExitCode.PROBLEMS, "password: %d bytes (expected: 1 to %d)".formatted(bytes, MOST_BYTES));
        }
        console.out().println(BCrypt.withDefaults().hashToString(COST, password));
        Arrays.fill(password, ' ');
        return ExitCode.OK;
    }

    /** Shown once: nobody can tell it from its hash. */
    private int token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String made = "skein_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(made.getBytes(StandardCharsets.UTF_8));
            console.out().println("token " + made);
            console.out().println("hash  sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: of every JDK)", e);
        }
        return ExitCode.OK;
    }

    private char[] twice() {
        char[] first = console.password("password");
        if (!Arrays.equals(first, console.password("password again"))) {
            throw new Failed(ExitCode.PROBLEMS, "password: the second one differs from the first");
        }
        return first;
    }

    private char[] line() throws IOException {
        var in = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
        String line = in.readLine();
        return line == null ? new char[0] : line.toCharArray();
    }
}
