package dev.skein.cluster.trust;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's full name, as its certificate carries it among the subject's alternative names: {@code skein://edge/a}.
 *
 * @param cluster name of the cluster
 * @param node id of the node
 */
public record NodeName(String cluster, String node) {
    static final String SCHEME = "skein://";
    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final Pattern TEXT = Pattern.compile(SCHEME + "(" + PART + ")/(" + PART + ")");

    /** Both letters, digits, dot, underscore, hyphen: 1 to 64 characters, the first one a letter or a digit. */
    public NodeName {
        check("cluster", cluster);
        check("node", node);
    }

    private static void check(String what, String value) {
        if (!value.matches(PART)) {
            throw new IllegalArgumentException(what + ": '" + value
                    + "' (expected: 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit first)");
        }
    }

    static @Nullable NodeName parse(String uri) {
        Matcher matcher = TEXT.matcher(uri);
        return matcher.matches() ? new NodeName(matcher.group(1), matcher.group(2)) : null;
    }

    /** The URI for the certificate. */
    public String uri() {
        return SCHEME + cluster + "/" + node;
    }

    @Override
    public String toString() {
        return uri();
    }
}
