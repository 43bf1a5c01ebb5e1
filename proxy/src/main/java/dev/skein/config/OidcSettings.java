package dev.skein.config;

import dev.skein.config.AdminSettings.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider that operators sign in with (OpenID Connect).
 *
 * @param issuer as its tokens have it
 * @param clientSecret empty: a public client
 * @param name on the button
 * @param url where browsers find the page, without a slash at its end; null: as each browser asks
 * @param userClaim what somebody is called by
 * @param groupsClaim what roles follow from
 * @param groups which group may what; who is in none of them is refused
 * @param ca PEM file of who signs the provider's certificate; null: the JDK's authorities
 * @param timeout of each question to the provider
 * @param leeway by which clocks may differ
 * @param logout whether signing out here ends the session with the provider, too
 */
public record OidcSettings(
        Place place,
        URI issuer,
        String clientId,
        Secret clientSecret,
        String name,
        @Nullable URI url,
        List<String> scopes,
        String userClaim,
        String groupsClaim,
        List<Group> groups,
        List<String> algorithms,
        @Nullable Path ca,
        Duration timeout,
        Duration leeway,
        boolean logout) {

    /**
     * What members of a group may.
     *
     * @param name as the claim has it
     * @param pools the only ones that they may change, and nothing else; empty: whatever the role allows
     */
    public record Group(Place place, String name, Role role, List<String> pools) {}
}
