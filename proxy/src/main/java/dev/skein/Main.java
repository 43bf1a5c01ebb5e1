package dev.skein;

import dev.skein.cli.Cli;
import dev.skein.cli.Console;

/** The program: arguments in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exit = Cli.execute(arguments, new Node(), Console.system());
        System.exit(exit);
    }
}
