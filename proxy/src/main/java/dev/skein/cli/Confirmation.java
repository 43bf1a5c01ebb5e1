package dev.skein.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A question before something is changed. */
final class Confirmation {
    private Confirmation() {}

    /** Whether the answer was yes; no answer is none. */
    static boolean given(Console console, String question) {
        console.out().print(question + " [y/N] ");
        console.out().flush();
        try {
            // Not closed: the stream is the process's.
            String line = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
            return line != null
                    && (line.strip().equalsIgnoreCase("y") || line.strip().equalsIgnoreCase("yes"));
        } catch (IOException e) {
            throw new Failed(ExitCode.PROBLEMS, "nothing could be read, nothing was changed: " + e);
        }
    }
}
