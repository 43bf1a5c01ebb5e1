package dev.skein.cli;

import dev.skein.cli.pki.AuthorityDirectory;
import dev.skein.cli.pki.NodeSpec;
import dev.skein.cli.pki.PkiException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein cluster init}: an authority and certificates for those who have none. */
@Command(
        name = "init",
        description =
                "Makes an authority, a certificate and key for each node, and a secret; prints the configuration.")
final class ClusterInitCommand extends ClusterCommand.OnDirectory {
    @Option(names = "--name", paramLabel = "NAME", description = "Of the cluster (default: ${DEFAULT-VALUE}).")
    private String name = "edge";

    @Option(
            names = "--nodes",
            paramLabel = "NODE[=ADDRESS[+ADDRESS]]",
            split = ",",
            description = "Ids of the nodes, with addresses to put into their certificates (default: a,b,c).")
    private List<String> nodes = List.of("a", "b", "c");

    ClusterInitCommand(Console console) {
        super(console);
    }

    @Override
    void run(Instant now) throws PkiException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new Failed(
                    ExitCode.PROBLEMS,
                    "--name: '" + name
                            + "' (expected: 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit"
                            + " first)");
        }
        List<NodeSpec> specs = new ArrayList<>();
        for (String node : nodes) {
            NodeSpec spec = NodeSpec.parse(node);
            if (specs.stream().anyMatch(other -> other.id().equals(spec.id()))) {
                throw new Failed(ExitCode.PROBLEMS, "--nodes: '" + spec.id() + "' twice (expected: different ids)");
            }
            specs.add(spec);
        }
        AuthorityDirectory.init(directory, name, specs, validity(), now);
        say(specs, now);
    }

    private void say(List<NodeSpec> specs, Instant now) {
        PrintWriter out = console.out();
        out.println("made in " + directory + ":");
        out.println("  ca.key          the authority's key: keep it where no node runs, and a copy of it");
        out.println("  ca.pem          its certificate: to every node");
        for (NodeSpec spec : specs) {
            String files = spec.id() + ".pem, " + spec.id() + ".key";
            out.println("  " + files + " ".repeat(Math.max(1, 16 - files.length())) + "to node " + spec.id() + " only");
        }
        out.println("  revoked.pem     certificates that are refused, none so far: to every node");
        out.println("  cluster.secret  to every node, as the variable SKEIN_SECRET");
        out.println("  issued.txt      what was issued; revoke and renew need it");
        sayEnd(now);
        out.println();
        out.println("for skein { … } of each node's file, with its own address and its own id in SKEIN_NODE:");
        out.println();
        configuration(specs).forEach(out::println);
    }

    private List<String> configuration(List<NodeSpec> specs) {
        List<String> members = specs.stream()
                .map(spec -> "\""
                        + (spec.addresses().isEmpty()
                                ? "ADDRESS-OF-" + spec.id()
                                : spec.addresses().getFirst()) + "\"")
                .toList();
        List<String> voters = specs.stream().map(NodeSpec::id).limit(7).toList();
        String at = directory + "/";
        return List.of(
                "  node { id = ${?SKEIN_NODE} }",
                "  cluster {",
                "    name    = " + name,
                "    bind    = " + members.getFirst(),
                "    members = [ " + String.join(", ", members) + " ]",
                "    voters  = [ " + String.join(", ", voters) + " ]",
                "    secret  = ${?SKEIN_SECRET}",
                "    tls { ca = " + quoted(at + "ca.pem") + ", revoked = " + quoted(at + "revoked.pem"),
                "          cert = " + quoted(at) + "${?SKEIN_NODE}\".pem\", key = " + quoted(at)
                        + "${?SKEIN_NODE}\".key\" }",
                "  }");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
