package dev.skein.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a node of its admin API. */
abstract class AdminCommand implements Callable<Integer> {
    final Console console;

    @Mixin
    AdminOptions options = new AdminOptions();

    AdminCommand(Console console) {
        this.console = console;
    }
}
