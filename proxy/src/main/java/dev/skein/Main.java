package dev.skein;

import dev.skein.cli.Again;
import dev.skein.cli.Cli;
import dev.skein.cli.Console;
import dev.skein.cli.ExitCode;
import java.io.IOException;

/** The program: arguments in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Console console = Console.system();
        int exit = Cli.execute(arguments, new Node(), console);
        if (exit == ExitCode.RESTART && System.getenv(Again.WATCHED) == null) {
            try {
                Again.become(arguments);
            } catch (IOException e) {
                console.err().println("skein: this process could not start again by itself: " + e.getMessage());
            }
        }
        System.exit(exit);
    }
}
