package dev.skein.cli.pki;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A node as named on the command line: {@code a}, {@code a=10.0.1.1} or {@code a=10.0.1.1+a.example.com}.
 *
 * @param id letters, digits, dots, underscores and hyphens, as in {@code skein.node.id}
 * @param addresses literals or names that go into its certificate besides its id
 */
public record NodeSpec(String id, List<String> addresses) {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    /** Names of files of the authority's own. */
    private static final List<String> TAKEN = List.of("ca", "revoked");

    /** @throws PkiException when the id is none */
    public static NodeSpec parse(String text) throws PkiException {
        int equals = text.indexOf('=');
        String id = equals < 0 ? text : text.substring(0, equals);
        if (!id.matches(ID) || TAKEN.contains(id)) {
            throw new PkiException(
                    "node: '" + id + "' (expected: 1 to 64 letters, digits, dots, underscores and hyphens,"
                            + " a letter or digit first; not ca, not revoked)");
        }
        List<String> addresses = new ArrayList<>();
        if (equals >= 0) {
            for (String address : text.substring(equals + 1).split("\\+", -1)) {
                if (!address.matches("[A-Za-z0-9.:_-]{1,253}") || !sound(address)) {
                    throw new PkiException("node " + id + ": '" + address + "' (expected: an address or a name)");
                }
                addresses.add(address);
            }
        }
        return new NodeSpec(id, List.copyOf(addresses));
    }

    /** Whether it is an address in a certificate, and not a name. */
    static boolean isLiteral(String address) {
        return address.indexOf(':') >= 0 || address.matches("[0-9.]+");
    }

    private static boolean sound(String address) {
        try {
            // The JDK takes 1.2.3 for an address, too.
            boolean short4 = address.indexOf(':') < 0 && !address.matches("[0-9]+(\\.[0-9]+){3}");
            return !isLiteral(address)
                    || (!short4 && InetAddress.ofLiteral(address).getAddress().length > 0);
        } catch (IllegalArgumentException e) {
            // Neither, which the caller says.
            return false;
        }
    }
}
