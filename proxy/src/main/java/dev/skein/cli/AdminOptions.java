package dev.skein.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node is asked, and as whom; mixed into every command that asks one. */
final class AdminOptions {
    private static final String DEFAULT = "http://127.0.0.1:9090";

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The node's admin address (default: SKEIN_ADMIN,%nelse " + DEFAULT + ").")
    private @Nullable String admin;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who asks (default: SKEIN_USER, else whose token SKEIN_TOKEN is, else nobody).")
    private @Nullable String user;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file of the authorities trusted for https (default: SKEIN_CA, else the JDK's).")
    private @Nullable Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM file of one's own certificate, for a node that asks for it (default: SKEIN_CERT).")
    private @Nullable Path cert;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "PEM file of its key (default: SKEIN_KEY, else the file of the certificate).")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print the API's JSON instead of a table.")
    boolean json;

    /** A client for the node that the options and the environment name. */
    AdminClient client(Console console) {
        String url = given(admin, "SKEIN_ADMIN", console);
        String name = given(user, "SKEIN_USER", console);
        ClientTls tls = new ClientTls(
                file(ca, "SKEIN_CA", console), file(cert, "SKEIN_CERT", console), file(key, "SKEIN_KEY", console));
        // Without a user, a token of a program.
        String password = name.isEmpty() ? console.environment().get("SKEIN_TOKEN") : "";
        if (!name.isEmpty()) {
            password = console.environment().get("SKEIN_PASSWORD");
            if (password.isEmpty()) {
                password = new String(console.password("password of " + name));
            }
        }
        return AdminClient.of(url.isEmpty() ? DEFAULT : url, name, password, tls);
    }

    private static String file(@Nullable Path option, String variable, Console console) {
        return given(option == null ? null : option.toString(), variable, console);
    }

    private static String given(@Nullable String option, String variable, Console console) {
        return option == null ? console.environment().get(variable) : option;
    }
}
