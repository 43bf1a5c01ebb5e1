package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http.ClientResolver;
import dev.skein.http.ForwardedPolicy;
import dev.skein.http.GuardPolicy;
import dev.skein.http.PathNormalizer;

/** What a listener's settings mean to those who read and write heads. */
final class HttpPolicies {
    private HttpPolicies() {}

    static GuardPolicy guard(ListenerSettings.Guard settings) {
        var slash = settings.encodedSlash() == ListenerSettings.EncodedSlash.KEEP
                ? PathNormalizer.EncodedSlash.KEEP
                : PathNormalizer.EncodedSlash.REJECT;
        return new GuardPolicy(
                new PathNormalizer.Policy(settings.mergeSlashes(), slash),
                GuardPolicy.Underscores.valueOf(settings.underscores().name()),
                settings.cookies());
    }

    /** Where a trusted peer's Forwarded goes on, that is the field which its proxies speak. */
    static ClientResolver.Source source(ListenerSettings.Forwarding settings) {
        return switch (settings.forwarded()) {
            case APPEND, KEEP -> ClientResolver.Source.FORWARDED;
            case SET, REMOVE -> ClientResolver.Source.X_FORWARDED;
        };
    }

    static ForwardedPolicy forwarded(ListenerSettings.Forwarding settings) {
        return ForwardedPolicy.of(mode(settings.xForwarded()), mode(settings.forwarded()), settings.via());
    }

    private static ForwardedPolicy.Mode mode(ListenerSettings.Policy policy) {
        return ForwardedPolicy.Mode.valueOf(policy.name());
    }
}
