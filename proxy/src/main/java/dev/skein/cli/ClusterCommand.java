package dev.skein.cli;

import dev.skein.cli.pki.AuthorityDirectory;
import dev.skein.cli.pki.NodeSpec;
import dev.skein.cli.pki.PkiException;
import dev.skein.model.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein cluster}: the certificates by which the nodes of a cluster know each other. */
@Command(
        name = "cluster",
        description = "Makes, renews and revokes the certificates by which nodes know each other.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "They work on a directory with the authority's key; keep it where no node runs.",
            "Whoever has an authority of their own needs none of them (docs/operations.md)."
        })
final class ClusterCommand {
    private ClusterCommand() {}

    /** What the commands share. */
    abstract static class OnDirectory implements Callable<Integer> {
        final Console console;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Where the authority's files are (default: ${DEFAULT-VALUE}).")
        Path directory = Path.of("tls");

        @Option(
                names = "--days",
                paramLabel = "N",
                description = "How long a node's certificate is valid (default: ${DEFAULT-VALUE}).")
        int days = 365;

        OnDirectory(Console console) {
            this.console = console;
        }

        @Override
        public final Integer call() {
            if (days < 1 || days > 3650) {
                throw new Failed(ExitCode.PROBLEMS, "--days: " + days + " (expected: 1 to 3650)");
            }
            try {
                run(Instant.ofEpochMilli(Ticker.SYSTEM.epochMillis()));
                return ExitCode.OK;
            } catch (PkiException e) {
                throw new Failed(ExitCode.FAILED, String.valueOf(e.getMessage()));
            }
        }

        abstract void run(Instant now) throws PkiException;

        Duration validity() {
            return Duration.ofDays(days);
        }

        void sayEnd(Instant now) {
            console.out()
                    .println("valid until "
                            + now.plus(validity()).atOffset(ZoneOffset.UTC).toLocalDate());
        }
    }

    static CommandLine line(Console console) {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new ClusterInitCommand(console))
                .addSubcommand(new AddNode(console))
                .addSubcommand(new Revoke(console))
                .addSubcommand(new Renew(console));
    }

    /** {@code skein cluster add-node}. */
    @Command(name = "add-node", description = "Makes certificate and key for another node.")
    static final class AddNode extends OnDirectory {
        @Parameters(
                paramLabel = "NODE[=ADDRESS[+ADDRESS]]",
                description = "Its id, and the addresses to put into its certificate.")
        private String node = "";

        AddNode(Console console) {
            super(console);
        }

        @Override
        void run(Instant now) throws PkiException {
            NodeSpec spec = NodeSpec.parse(node);
            AuthorityDirectory.open(directory, now).add(spec, validity());
            console.out()
                    .println("made " + directory.resolve(spec.id() + ".pem") + " and "
                            + directory.resolve(spec.id() + ".key") + ": bring them and "
                            + directory.resolve("ca.pem") + " to node " + spec.id());
            sayEnd(now);
        }
    }

    /** {@code skein cluster revoke}. */
    @Command(name = "revoke", description = "Puts all certificates of a node on the list of those that are refused.")
    static final class Revoke extends OnDirectory {
        @Parameters(paramLabel = "NODE", description = "Its id.")
        private String node = "";

        Revoke(Console console) {
            super(console);
        }

        @Override
        void run(Instant now) throws PkiException {
            int count = AuthorityDirectory.open(directory, now).revoke(node);
            console.out()
                    .printf(
                            "revoked %d %s of node %s: bring %s to all other nodes; they take it up by themselves%n",
                            count, count == 1 ? "certificate" : "certificates", node, directory.resolve("revoked.pem"));
        }
    }

    /** {@code skein cluster renew}. */
    @Command(name = "renew", description = "Makes new certificates and keys for nodes in place of the former ones.")
    static final class Renew extends OnDirectory {
        @Parameters(paramLabel = "NODE", arity = "0..*", description = "Their ids; none: all nodes.")
        private Set<String> nodes = new TreeSet<>();

        Renew(Console console) {
            super(console);
        }

        @Override
        void run(Instant now) throws PkiException {
            AuthorityDirectory authority = AuthorityDirectory.open(directory, now);
            for (String renewed : authority.renew(nodes, validity())) {
                console.out()
                        .println("renewed " + directory.resolve(renewed + ".pem") + " and "
                                + directory.resolve(renewed + ".key") + ": bring both to node " + renewed);
            }
            sayEnd(now);
        }
    }
}
