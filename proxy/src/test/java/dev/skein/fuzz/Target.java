package dev.skein.fuzz;

import java.util.Locale;

/** What is tried; its seeds lie in {@code src/test/resources/fuzz}, in a directory of its name. */
enum Target {
    REQUEST_HEAD,
    RESPONSE_HEAD,
    CHUNKS,
    PATH,
    AUTHORITY,
    COOKIES,
    FORWARDED,
    PROXY_PROTOCOL,
    HEADER_BLOCK,
    CONFIGURATION;

    void run(byte[] data) {
        switch (this) {
            case REQUEST_HEAD -> HeadTargets.request(data);
            case RESPONSE_HEAD -> HeadTargets.response(data);
            case CHUNKS -> BodyTargets.chunks(data);
            case PATH -> TextTargets.path(data);
            case AUTHORITY -> TextTargets.authority(data);
            case COOKIES -> TextTargets.cookies(data);
            case FORWARDED -> TextTargets.forwarded(data);
            case PROXY_PROTOCOL -> TextTargets.proxyProtocol(data);
            case HEADER_BLOCK -> BodyTargets.headerBlock(data);
            case CONFIGURATION -> ConfigurationTarget.read(data);
        }
    }

    String directory() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
