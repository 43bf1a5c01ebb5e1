package dev.skein.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a person has before them: types commands, sees both streams and the exit code. */
final class Terminal {
    final Map<String, String> environment = new HashMap<>();
    final List<RunOptions> runs = new ArrayList<>();
    String typed = "";
    int nodeEnds = ExitCode.OK;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    int skein(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        Console console = new Console(
                new PrintWriter(out, true), new PrintWriter(err, true), in, name -> environment.getOrDefault(name, ""));
        return Cli.execute(arguments, this::run, console);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    private int run(RunOptions options) {
        runs.add(options);
        return nodeEnds;
    }
}
