package dev.skein.config;

import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AdminSettings.User;
import dev.skein.config.Children.Kind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads the admin listener and its users. */
final class AdminReader {
    private AdminReader() {}

    static AdminSettings admin(Block block) {
        List<User> users = new ArrayList<>();
        for (Children.Named user : Children.named(block, "users", Kind.USER, Rules.NAME)) {
            users.add(user(user.name(), user.block()));
        }
        Block oidc = Children.optional(block, "oidc", Kind.OIDC);
        Block tls = Children.optional(block, "tls", Kind.TLS);
        AdminSettings admin = new AdminSettings(
                block.place(),
                block.find("bind", AddressRules.BIND),
                tls == null ? null : tls(tls),
                block.get("insecure", Rules.BOOLEAN),
                List.copyOf(users),
                oidc == null ? null : OidcReader.oidc(oidc),
                block.list("allowed-hosts", AddressRules.AUTHORITY),
                block.get("client-timeout", Rules.duration("100ms", "10m")));
        refuseOpen(block, admin);
        return admin;
    }

    static User user(String name, Block block) {
        Secret hash = block.find("password-hash", HttpRules.PASSWORD_HASH);
        Secret token = block.find("token-hash", HttpRules.TOKEN_HASH);
        if (hash == null && token == null && block.sound("password-hash", "token-hash") && !block.isDefault()) {
            block.warning(
                    "password-hash", "missing, so nobody can log in as " + name, HttpRules.PASSWORD_HASH.expected());
        }
        return new User(
                block.place(),
                name,
                hash == null ? new Secret("") : hash,
                token == null ? new Secret("") : token,
                block.get("role", Rules.word(Role.class)),
                block.list("pools", Rules.NAME));
    }

    /** An admin listener that others can reach needs TLS and users, or the operator's word. */
    private static void refuseOpen(Block block, AdminSettings admin) {
        HostPort bind = admin.bind();
        if (bind == null
                || admin.insecure()
                || loopback(bind)
                || !block.sound("bind", "tls", "users", "oidc", "insecure")) {
            return;
        }
        List<String> lacks = new ArrayList<>();
        if (admin.tls() == null) {
            lacks.add("tls");
        }
        if (admin.open()) {
            lacks.add("users");
        }
        if (!lacks.isEmpty()) {
            block.problem(
                    "bind",
                    block.shown("bind") + ", beyond loopback without " + String.join(" and ", lacks),
                    "a loopback address, or tls and users, or insecure = true");
        }
    }

    private static boolean loopback(HostPort bind) {
        return bind.isName()
                ? bind.host().equals("localhost")
                : InetAddress.ofLiteral(bind.host()).isLoopbackAddress();
    }

    private static TlsSettings tls(Block block) {
        TlsSettings read = TlsReader.tls(block);
        if (read.http3() && block.sound("protocols")) {
            block.problem("protocols", "h3", "h2 and http/1.1: the admin listener does not speak it");
        }
        return read;
    }
}
