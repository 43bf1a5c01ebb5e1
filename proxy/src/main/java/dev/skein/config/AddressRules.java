package dev.skein.config;

import dev.skein.model.Network;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for addresses, networks and host names. */
final class AddressRules {
    private static final String SRV = "dns+srv://";
    private static final Pattern V4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}");
    private static final String UNIX = "unix:";
    /** As long as the kernel takes it. */
    private static final Pattern PATH = Pattern.compile("unix:/[A-Za-z0-9/._@+-]{1,106}");

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern DNS_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final HostPort STAND_IN = new HostPort("127.0.0.1", 0, HostPort.Kind.LITERAL, "127.0.0.1:0");
    private static final Network ALL = Network.parse("0.0.0.0/0");
    private static final Pattern SUCH_AS = Pattern.compile("no bits set .*such as (\\S+)\\)");

    /** Of a listener: port 0 is any free one. */
    static final Rule<HostPort> BIND = new Rule<>("host:port, port 0 to 65535", STAND_IN, text -> hostPort(text, 0));

    static final Rule<HostPort> NAME_SERVER = new Rule<>("ip:port", STAND_IN, text -> {
        Rule.Read<HostPort> read = hostPort(text, 1);
        return read instanceof Rule.Read.Good<HostPort> good && !good.value().isName() ? read : Rule.bad();
    });

    /** Of a server: a name may stand for many. */
    static final Rule<HostPort> SERVER =
            new Rule<>("host:port, port 1 to 65535, dns+srv://name, or unix:/path", STAND_IN, AddressRules::server);

    /** Of the cluster: where a node listens; its ports are keys of their own, so the port is 0. */
    static final Rule<HostPort> CLUSTER_BIND =
            new Rule<>("an address of this machine, or a name of one, without port", STAND_IN, AddressRules::bare);

    /** Of the cluster: another node. Port 0 where none is written. */
    static final Rule<HostPort> MEMBER =
            new Rule<>("an address or a name, with a port from 1 to 65535 or without", STAND_IN, AddressRules::member);

    static final Rule<Network> NETWORK =
            new Rule<>("a network as 10.0.0.0/8 or 2001:db8::/32, or an address", ALL, AddressRules::network);

    /** What a route may match: a name, a wildcard, or an address literal, without port. */
    static final Rule<String> HOST_PATTERN =
            new Rule<>("a host name without port, or *.name", "localhost", AddressRules::hostPattern);

    /** What an authority issues certificates for by itself. */
    static final Rule<String> ACME_NAME = new Rule<>("a host name without port", "localhost", text -> {
        if (text.startsWith("*")) {
            return Rule.because("a wildcard, which authorities ask DNS about only");
        }
        String name = dnsName(text);
        return name == null || literal(text) != null ? Rule.bad() : Rule.good(name);
    });

    /** What a certificate has, and no address. */
    static final Rule<String> NAME = new Rule<>("a host name without port", "localhost", text -> {
        String name = dnsName(text);
        return name == null || literal(text) != null ? Rule.bad() : Rule.good(name);
    });

    /** A host name or literal, with a port or without. */
    static final Rule<String> AUTHORITY = new Rule<>("a host name, or host:port", "localhost", text -> {
        boolean bare = hostPattern(text) instanceof Rule.Read.Good<String> && !text.startsWith("*");
        return bare || hostPort(text, 1) instanceof Rule.Read.Good<HostPort> ? Rule.good(text) : Rule.bad();
    });

    private AddressRules() {}

    /** Whether a URL's host is an address. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || literal(host) != null;
    }

    private static Rule.Read<HostPort> server(String text) {
        if (text.startsWith(UNIX)) {
            return PATH.matcher(text).matches()
                    ? Rule.good(new HostPort(text.substring(UNIX.length()), 0, HostPort.Kind.UNIX, text))
                    : Rule.because("a path from the root, of at most 107 letters, digits and /._@+-");
        }
        if (!text.startsWith(SRV)) {
            return hostPort(text, 1);
        }
        String name = dnsName(text.substring(SRV.length()));
        return name == null ? Rule.bad() : Rule.good(new HostPort(name, 0, HostPort.Kind.SRV, text));
    }

    private static Rule.Read<HostPort> bare(String text) {
        boolean v6 = !text.startsWith("[") && text.contains(":") && literal(text) != null;
        HostPort result = host(v6 ? "[" + text + "]" : text, 0, text);
        if (result == null) {
            String host = text.replaceFirst(":\\d+$", "");
            return Rule.bad(!host.equals(text) && host(host, 0, host) != null ? "'" + host + "'" : null);
        }
        boolean wildcard =
                !result.isName() && InetAddress.ofLiteral(result.host()).isAnyLocalAddress();
        return wildcard ? Rule.because("every address, public ones, too") : Rule.good(result);
    }

    private static Rule.Read<HostPort> member(String text) {
        Rule.Read<HostPort> withoutPort = bare(text);
        boolean withPort = !(withoutPort instanceof Rule.Read.Good) && text.contains(":") && !text.contains("/");
        return withPort && hostPort(text, 1) instanceof Rule.Read.Good<HostPort> good ? good : withoutPort;
    }

    private static Rule.Read<HostPort> hostPort(String text, int minPort) {
        if (text.startsWith(UNIX)) {
            return Rule.because("unix sockets are for servers of pools");
        }
        if (text.contains("://")) {
            return Rule.bad("'" + text.replaceFirst("^[^:]*://", "").replaceFirst("/.*$", "") + "'");
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || text.endsWith("]") || (text.indexOf(':') != colon && !text.startsWith("["))) {
            return Rule.bad(withPort(text));
        }
        HostPort result = host(text.substring(0, colon), port(text.substring(colon + 1)), text);
        return result == null || result.port() < minPort ? Rule.bad(wildcard(text)) : Rule.good(result);
    }

    private static @Nullable String withPort(String text) {
        if (text.startsWith(":")) {
            return port(text.substring(1)) >= 0 ? "'0.0.0.0" + text + "'" : null;
        }
        if (port(text) > 0) {
            return "'0.0.0.0:" + text + "'";
        }
        boolean v6 = !text.startsWith("[") && literal(text) != null && text.contains(":");
        String host = v6 ? "[" + text + "]" : text;
        return host(host, 80, host) == null ? null : "'" + host + ":80'";
    }

    private static @Nullable String wildcard(String text) {
        return text.startsWith("*:") ? "'0.0.0.0" + text.substring(1) + "'" : null;
    }

    private static @Nullable HostPort host(String host, int port, String text) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            boolean v6 = inner.contains(":") && literal(inner) != null;
            return v6 ? new HostPort(inner.toLowerCase(Locale.ROOT), port, HostPort.Kind.LITERAL, text) : null;
        }
        if (literal(host) != null) {
            return new HostPort(host, port, HostPort.Kind.LITERAL, text);
        }
        String name = dnsName(host);
        return name == null ? null : new HostPort(name, port, HostPort.Kind.NAME, text);
    }

    private static int port(String text) {
        try {
            int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
            return port > 65535 ? -1 : port;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The name in lower case without its trailing dot, or null; what looks like an IPv4 address is no name. */
    private static @Nullable String dnsName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return DNS_NAME.matcher(bare).matches() && !NUMERIC.matcher(bare).matches() ? bare : null;
    }

    /** The address of a literal, IPv6 without brackets and scope; never looks anything up. */
    private static @Nullable InetAddress literal(String text) {
        boolean v4 = V4.matcher(text).matches();
        boolean v6 = text.contains(":") && !text.contains("%") && !text.contains("[");
        try {
            return v4 || v6 ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Rule.Read<String> hostPattern(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            return literal(host.substring(1, host.length() - 1)) == null ? Rule.bad() : Rule.good(host);
        }
        boolean wild = host.startsWith("*.");
        String bare = wild ? host.substring(2) : host;
        String name = !wild && V4.matcher(bare).matches() ? bare : dnsName(bare);
        if (name == null) {
            boolean port = bare.matches("[^:]+:\\d+") && dnsName(bare.replaceFirst(":\\d+$", "")) != null;
            return Rule.bad(port ? "'" + host.replaceFirst(":\\d+$", "") + "'" : null);
        }
        return Rule.good(wild ? "*." + name : name);
    }

    private static Rule.Read<Network> network(String text) {
        try {
            return Rule.good(Network.parse(text));
        } catch (IllegalArgumentException e) {
            Matcher better = SUCH_AS.matcher(String.valueOf(e.getMessage()));
            return Rule.bad(better.find() ? "'" + better.group(1) + "'" : null);
        }
    }
}
