package dev.skein.config;

import dev.skein.config.AffinitySettings.Mode;
import dev.skein.config.AffinitySettings.SameSite;
import dev.skein.config.AffinitySettings.Secure;
import org.jspecify.annotations.Nullable;

/** Reads what keeps clients with their servers. */
final class AffinityReader {
    private static final String COOKIE = "SKEIN";

    private AffinityReader() {}

    static AffinitySettings affinity(Block block) {
        Mode mode = block.get("mode", Rules.word(Mode.class));
        SameSite sameSite = block.get("same-site", Rules.word(SameSite.class));
        Secure secure = block.get("secure", Rules.word(Secure.class));
        if (sameSite == SameSite.NONE && secure == Secure.NEVER && block.sound("same-site", "secure")) {
            block.problem(
                    "secure", "never", "auto or always, since browsers drop a same-site = none cookie without it");
        }
        return new AffinitySettings(
                mode,
                name(block, mode),
                sameSite,
                block.get("http-only", Rules.BOOLEAN),
                secure,
                block.get("path", HttpRules.PATH),
                block.find("domain", AddressRules.HOST_PATTERN),
                block.get("max-age", Rules.durationOrOff("1s", "400d")),
                block.find("secret", HttpRules.SECRET));
    }

    private static String name(Block block, Mode mode) {
        @Nullable String name = block.find("name", mode == Mode.HEADER ? HttpRules.FIELD_NAME : HttpRules.COOKIE_NAME);
        if (name != null) {
            return name;
        }
        boolean required = mode == Mode.APP_COOKIE || mode == Mode.HEADER;
        if (required && block.sound("name", "mode") && !block.isDefault()) {
            block.problem("name", "missing", "a name, since mode is " + Words.of(mode));
        }
        return mode == Mode.COOKIE ? COOKIE : "";
    }
}
