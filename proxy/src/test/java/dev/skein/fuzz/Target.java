package dev.skein.fuzz;

import java.util.Locale;

/** What is tried; its seeds lie in {@code src/test/resources/fuzz}, in a directory of its name. */
enum Target {
    REQUEST_HEAD,
    RESPONSE_HEAD,
    MESSAGE,
    REQUEST_FIELDS,
    RESPONSE_FIELDS,
    CHUNKS,
    PATH,
    AUTHORITY,
    COOKIES,
    FORWARDED,
    PROXY_PROTOCOL,
    HEADER_BLOCK,
    FIELD_SECTION,
    HTTP3_STREAM,
    QUIC_PACKET,
    CONFIGURATION;

    void run(byte[] data) {
        switch (this) {
            case REQUEST_HEAD -> HeadTargets.request(data);
            case RESPONSE_HEAD -> HeadTargets.response(data);
            case MESSAGE -> HeadTargets.message(data);
            case REQUEST_FIELDS -> FieldTargets.request(data);
            case RESPONSE_FIELDS -> FieldTargets.response(data);
            case CHUNKS -> BodyTargets.chunks(data);
            case PATH -> TextTargets.path(data);
            case AUTHORITY -> TextTargets.authority(data);
            case COOKIES -> TextTargets.cookies(data);
            case FORWARDED -> TextTargets.forwarded(data);
            case PROXY_PROTOCOL -> TextTargets.proxyProtocol(data);
            case HEADER_BLOCK -> BodyTargets.headerBlock(data);
            case FIELD_SECTION -> Http3Targets.fieldSection(data);
            case HTTP3_STREAM -> Http3Targets.stream(data);
            case QUIC_PACKET -> Http3Targets.packet(data);
            case CONFIGURATION -> ConfigurationTarget.read(data);
        }
    }

    String directory() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
