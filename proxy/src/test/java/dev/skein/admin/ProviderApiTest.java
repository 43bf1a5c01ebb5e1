package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.AdminSettings.Role;
import dev.skein.config.OidcSettings;
import dev.skein.config.OidcSettings.Group;
import dev.skein.config.Place;
import dev.skein.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderApiTest {
    private static OidcSettings settings(String... groups) {
        List<Group> all = new ArrayList<>();
        for (String name : groups) {
            all.add(new Group(Place.DEFAULT, name, Role.VIEWER, List.of()));
        }
        return new OidcSettings(
                Place.DEFAULT,
                URI.create("https://id.test"),
                "skein",
                new Secret(""),
                "Example",
                null,
                List.of("openid"),
                "sub",
                "groups",
                all,
                List.of("RS256"),
                null,
                Duration.ofSeconds(1),
                Duration.ZERO,
                false);
    }

    @Test
    void aSessionKeepsTheGroupsThatMeanSomethingAndNotThousandsOfOthers() {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            groups.add("g" + i);
        }
        groups.add("staff");
        groups.add("staff");
        assertThat(ProviderApi.kept(settings("lookers", "staff"), groups))
                .startsWith("staff", "g0", "g1")
                .hasSize(200);
    }
}
