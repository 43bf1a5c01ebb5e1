package dev.skein.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference as a page: a section for each block, a row for each key. */
final class ConfigurationDocument {
    private static final String HEAD = """
        # Configuration

        <!-- Made from proxy/src/main/resources/reference.conf; do not edit. To make it anew:
             mvn -pl proxy -am test -Dtest=ConfigurationDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dskein.write-docs=true -->

        A configuration is a [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md) file (JSON is one, too) with one
        block `skein`. `conf/skein.conf` runs as it is; `conf/examples/` has one file a use. `skein check -c FILE` tells every
        problem of a file at once: `place: path: found (expected: rule; did you mean …?)`, and exits with 0 or 2.

        - Keys that are not here are errors. What is left out has its default.
        - Durations have a unit: `500ms`, `2s`, `5m`, `1h`, `1d`. A bare number is refused. `off` or `0` switches one off where
          its row says so. Sizes are bytes or have a unit: `16KiB`, `1MiB`.
        - `null` unsets a key. A list of one element may be written without brackets.
        - `${NAME}` is a key, a system property or an environment variable, `${?NAME}` the same where it may be missing. Both
          work outside of quotes only. `include "more.conf"` takes in another file, found from the including one.
        - Files that a key names are found from the file that the key is written in.
        - `%{name}` is a variable of the exchange, see [Variables](#variables).
        - A changed file is read again (`reload`, SIGHUP). One with problems is refused as a whole and the node runs on.
        - Blocks of which there can be several (`listeners`, `routes`, `pools`, servers …) have their defaults below
          `skein.defaults`, which a file may override like any other key: `skein.defaults.pool.health.interval = 5s`.

        """;

    private static final String VARIABLES = """
        ## Variables

        `%{name}` in a text; `%%{` is a percent sign and a brace. What an exchange does not have is empty.

        | variable | redirects | `request-headers` | `response-headers` | access log |
        |---|---|---|---|---|
        """;

    private final StringBuilder page = new StringBuilder(HEAD);

    static String text() {
        ConfigurationDocument document = new ConfigurationDocument();
        document.block("skein", SettingsReader.reference(), "##");
        document.variables();
        return document.page.toString();
    }

    private void block(String path, ConfigObject block, String heading) {
        List<Map.Entry<String, ConfigValue>> keys = block.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> e.getValue().origin().lineNumber()))
                .toList();
        page.append(heading)
                .append(" `")
                .append(path)
                .append("`\n\n")
                .append(comment(block))
                .append("\n\n");
        if (keys.stream().anyMatch(e -> !section(e.getValue()))) {
            page.append("| key | default | |\n|---|---|---|\n");
            keys.stream().filter(e -> !section(e.getValue())).forEach(this::row);
            page.append('\n');
        }
        for (Map.Entry<String, ConfigValue> key : keys) {
            if (section(key.getValue())) {
                block(path + "." + key.getKey(), (ConfigObject) key.getValue(), path.equals("skein") ? "##" : "###");
            }
        }
    }

    private static boolean section(ConfigValue value) {
        return value instanceof ConfigObject object && !object.isEmpty();
    }

    private void row(Map.Entry<String, ConfigValue> key) {
        String text = comment(key.getValue()).replace("|", "\\|");
        page.append("| `%s` | `%s` | %s |\n".formatted(key.getKey(), shown(key.getValue()), text));
    }

    private static String comment(ConfigValue value) {
        return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
    }

    private static String shown(ConfigValue value) {
        if (value instanceof ConfigList list && !list.isEmpty()) {
            return list.stream().map(ConfigurationDocument::shown).collect(Collectors.joining(", ", "[ ", " ]"));
        }
        boolean plain =
                value.valueType() == ConfigValueType.STRING && !Rule.text(value).isEmpty();
        return plain ? Rule.text(value) : value.render(ConfigRenderOptions.concise());
    }

    private void variables() {
        page.append(VARIABLES);
        for (Template.Variable variable : Template.Variable.values()) {
            String name = variable.named() ? variable + "NAME" : variable.toString();
            String text = "%{" + name + "}";
            page.append("| `").append(text).append("` |");
            for (Rule<Template> rule : List.of(
                    TemplateRules.FOR_ROUTE,
                    TemplateRules.FOR_REQUEST,
                    TemplateRules.FOR_RESPONSE,
                    TemplateRules.FOR_LOG)) {
                boolean known = rule.reader().apply(text) instanceof Rule.Read.Good<Template>;
                page.append(known ? " yes |" : " |");
            }
            page.append('\n');
        }
    }
}
