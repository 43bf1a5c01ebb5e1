package dev.skein.config;

import dev.skein.config.ListenerSettings.Http3;

/** Reads a listener's limits of HTTP/3. */
final class Http3Reader {
    private static final Rule<Integer> ADVERTISED =
            new Rule<>("auto, off, or a port from 1 to 65535", 0, text -> switch (text) {
                case "auto" -> Rule.good(0);
                case "off" -> Rule.good(-1);
                default -> Rules.integer(1, 65535).reader().apply(text);
            });

    private Http3Reader() {}

    static Http3 http3(Block block) {
        return new Http3(
                block.get("advertise", ADVERTISED),
                block.get("advertise-for", Rules.duration("1s", "365d")),
                block.get("retry", Rules.BOOLEAN),
                block.get("idle-timeout", Rules.duration("1s", "10m")),
                block.get("max-streams", Rules.integer(1, 10_000)),
                block.get("stream-window", Rules.smallSize("16KiB", "16MiB")),
                block.get("connection-window", Rules.smallSize("64KiB", "24MiB")),
                block.get("resets", Rules.integer(1, 1_000_000)),
                block.get("controls", Rules.integer(1, 1_000_000)),
                block.get("empties", Rules.integer(1, 1000)),
                block.get("flood-window", Rules.duration("1s", "10m")));
    }
}
