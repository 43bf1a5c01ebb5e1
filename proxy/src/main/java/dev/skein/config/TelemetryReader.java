package dev.skein.config;

/** Reads the block {@code telemetry}: what is shipped to collectors. */
final class TelemetryReader {
    private static final Rule<Secret> AUTHORIZATION = new Rule<>(
            "the value of an Authorization field, as Bearer and a token",
            new Secret(""),
            text -> text.length() > 4 && HttpRules.FIELD_VALUE.reader().apply(text) instanceof Rule.Read.Good<String>
                    ? Rule.good(new Secret(text))
                    : Rule.bad());

    private TelemetryReader() {}

    static TelemetrySettings telemetry(Block block) {
        return new TelemetrySettings(
                block.get("service", Rules.NAME), traces(block.block("traces")), logs(block.block("logs")));
    }

    private static TelemetrySettings.Traces traces(Block block) {
        return new TelemetrySettings.Traces(
                collector(block),
                block.get("ratio", Rules.decimal(0, 1)),
                block.get("incoming", Rules.word(TelemetrySettings.Incoming.class)));
    }

    private static TelemetrySettings.Logs logs(Block block) {
        return new TelemetrySettings.Logs(collector(block), block.get("access", Rules.BOOLEAN));
    }

    private static TelemetrySettings.Collector collector(Block block) {
        return new TelemetrySettings.Collector(
                block.get("enabled", Rules.BOOLEAN),
                block.get("endpoint", AccessReader.URL),
                block.find("authorization", AUTHORIZATION),
                FileKeys.authorities(block),
                block.get("queue", Rules.integer(64, 1_000_000)),
                block.get("timeout", Rules.duration("100ms", "1m")));
    }
}
