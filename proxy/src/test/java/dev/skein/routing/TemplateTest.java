package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.ByteSink;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final String INJECTED = "a\r\nSet-Cookie: x\0\u007f\u0001\tb";

    private final RequestText request = RequestText.of(
                    "POST",
                    "shop.example.com",
                    "/u/joe/x?a=%41&b",
                    "X-A: one",
                    "x-a: two",
                    "Cookie: z=9; s=abc",
                    "Cookie: s=later")
            .client("2001:db8::1");

    @ParameterizedTest
    @CsvSource({
        "client.address, 2001:db8:0:0:0:0:0:1",
        "client.port, 40000",
        "request.method, POST",
        "request.scheme, http",
        "request.host, shop.example.com",
        "request.authority, shop.example.com:8443",
        "request.path, /u/joe/x",
        "request.uri, /u/joe/x?a=%41&b",
        "request.query, a=%41&b",
        "request.protocol, HTTP/1.1",
        "header.X-a, 'one, two'",
        "header.none, ''",
        "cookie.s, abc",
        "cookie.S, ''",
        "cookie.none, ''",
        "query.a, %41",
        "query.b, ''",
        "query.c, ''",
        "match.0, /u/joe/x",
        "match.1, joe",
        "match.name, joe",
        "match.2, ''",
        "request.id, <request.id>",
        "tls.client-subject, <tls.client-subject>",
    })
    void variables(String name, String expected) {
        request.hostPort(8443);
        PathPattern path = new PathPattern.Regex("/u/(?<name>[^/]+)/(y)?.*");
        assertThat(evaluate("[%{" + name + "}]", path, request.build())).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @EnumSource(Variables.Fact.class)
    void everyFactHasAName(Variables.Fact fact) {
        assertThat(evaluate("%{" + fact + "}", null, request.build())).isEqualTo("<" + fact + ">");
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "100%, 100%",
        "%20, %20",
        "a%%b, a%%b",
        "%%{request.host}, %{request.host}",
        "'', ''",
        "x%{request.method}y%{request.method}, xPOSTyPOST",
        "}{, }{",
        "é, é",
    })
    void aPercentSignThatBeginsNoVariableIsItself(String text, String expected) {
        assertThat(evaluate(text, null, request.build())).isEqualTo(expected);
        assertThat(Template.compile(text)).hasToString(text);
        assertThat(Template.compile(text).constant()).isEqualTo(!text.contains("POST") && !text.contains("d}y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%{",
                "%{request.host",
                "%{}",
                "%{request.hots}",
                "%{header.}",
                "%{match.1}",
                "%{header}",
                "a\r\nb: c",
                "a\0",
                "\u20ac"
            })
    void malformedTextsAreRefused(String text) {
        assertThatThrownBy(() -> Template.compile(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void aGroupThatTheExpressionDoesNotHaveIsRefused() {
        PathPattern path = new PathPattern.Regex("/(?<a>x)/(y)");
        assertThat(Template.compile("%{match.2}%{match.a}", path).constant()).isFalse();
        assertThatThrownBy(() -> Template.compile("%{match.3}", path))
                .hasMessage("%{match.3} (expected: 0 to 2, or one of [a], the groups of /(?<a>x)/(y))");
        assertThatThrownBy(() -> Template.compile("%{match.b}", path)).hasMessageStartingWith("%{match.b} (expected");
    }

    @Test
    void noValueCanEndItsFieldAndBeginAnother() {
        RequestView evil = RequestText.of(INJECTED, INJECTED, "/" + INJECTED + "?a=" + INJECTED)
                .field("x: " + INJECTED)
                .field("cookie: a=" + INJECTED)
                .build();
        String text = "%{request.method} %{request.host} %{request.uri} %{header.x} %{cookie.a} %{query.a} %{route}";
        ByteSink sink = new ByteSink();
        Template.compile(text).append(new Source(evil, new Match(), INJECTED), sink);
        assertThat(sink.toString())
                .doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]")
                .contains("aSet-Cookie: x\tb");
    }

    @Test
    void whatWasThereBeforeIsNotTouched() {
        ByteSink sink = new ByteSink();
        sink.put("a\r\n");
        Template.compile("%{request.method}").append(new Source(request.build(), new Match(), ""), sink);
        assertThat(sink).hasToString("a\r\nPOST");
    }

    private static String evaluate(String text, @Nullable PathPattern path, RequestView request) {
        Match match = new Match();
        if (path != null) {
            Rule<String> rule = new Rule<>("r", 0, List.of(new Condition.Path(path)), "r");
            assertThat(RouteTable.of(List.of(rule)).match(request, new MatchScratch(), match))
                    .isEqualTo("r");
        }
        ByteSink sink = new ByteSink();
        Template.compile(text, path).append(new Source(request, match, null), sink);
        return sink.toString();
    }

    /** Every fact is its own name, or the given text. */
    private record Source(
            RequestView request, Match match, @Nullable String all) implements Variables {
        @Override
        public void append(Fact fact, ByteSink sink) {
            sink.put(all == null ? "<" + fact + ">" : all);
        }
    }
}
