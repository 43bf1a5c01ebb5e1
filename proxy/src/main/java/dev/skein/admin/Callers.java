package dev.skein.admin;

import dev.skein.admin.Sessions.Holder;
import dev.skein.config.AdminSettings;
import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AdminSettings.User;
import dev.skein.config.OidcSettings;
import dev.skein.config.OidcSettings.Group;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people may by the settings of now. */
final class Callers {
    private Callers() {}

    static Caller of(User user, String address, boolean signedIn) {
        return new Caller(user.name(), user.role(), address, user.pools(), signedIn);
    }

    /** Null for a user whose password has changed, and for members of groups that may nothing. */
    static @Nullable Caller of(Holder holder, AdminSettings settings, String address) {
        return switch (holder) {
            case Holder.Own own -> {
                User user = SignIn.named(settings.users(), own.user());
                yield user != null && Holder.Own.of(user).equals(own) ? of(user, address, true) : null;
            }
            case Holder.Foreign foreign -> of(foreign, settings.oidc(), address);
        };
    }

    private static @Nullable Caller of(Holder.Foreign foreign, @Nullable OidcSettings provider, String address) {
        if (provider == null || !Holder.Foreign.Asked.of(provider).equals(foreign.asked())) {
            return null;
        }
        List<Group> groups = provider.groups().stream()
                .filter(group -> foreign.groups().contains(group.name()))
                .toList();
        Role role = groups.stream().map(Group::role).max(Role::compareTo).orElse(null);
        return role == null ? null : new Caller(foreign.name(), role, address, pools(groups, role), true);
    }

    /** The highest role counts, and all pools of it; of all pools where one group with it is not limited. */
    private static List<String> pools(List<Group> groups, Role role) {
        List<Group> highest =
                groups.stream().filter(group -> group.role() == role).toList();
        Stream<String> all = highest.stream().flatMap(group -> group.pools().stream());
        return highest.stream().anyMatch(group -> group.pools().isEmpty())
                ? List.of()
                : all.distinct().toList();
    }
}
