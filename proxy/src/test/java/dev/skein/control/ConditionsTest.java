package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.Loaded;
import dev.skein.config.RouteMatch;
import dev.skein.config.SettingsReader;
import dev.skein.routing.Condition;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    private static RouteMatch match(String match) {
        String text = "skein { pools.p.servers = [ \"127.0.0.1:1\" ], routes = [ { name = r, pool = p, match { " + match
                + " } } ] }";
        Loaded loaded = SettingsReader.readText(Path.of("x.conf"), text, Map.of());
        return ((Loaded.Valid) loaded).settings().routes().getFirst().match();
    }

    @Test
    void aMatchOfNothingHasNoConditions() {
        assertThat(Conditions.of(match(""))).isEmpty();
    }

    /** A redirect from http to https would never end if its route took https, too. */
    @ParameterizedTest
    @CsvSource({"http, false", "https, true"})
    void aSchemeIsACondition(String scheme, boolean secure) {
        assertThat(Conditions.of(match("scheme = " + scheme))).containsExactly(new Condition.Scheme(secure));
    }

    /** What a configuration can ask for and a route does not check would let requests in that were meant to stay out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts = [ a.example.com ] | host",
                "path = /a | path",
                "path-prefix = /a | path",
                "path-regex = \"/a+\" | path",
                "methods = [ GET ] | method",
                "headers { X-A = 1 } | header x-a",
                "query { q { present = false } } | query q",
                "cookies { c { contains = x } } | cookie c",
                "clients = [ 10.0.0.0/8 ] | client",
                "scheme = https | scheme",
            })
    void everyConditionOfAConfigurationIsOneOfTheTable(String match, String subject) {
        assertThat(Conditions.of(match(match)))
                .singleElement()
                .satisfies(condition -> assertThat(condition.subject()).isEqualTo(subject));
    }
}
