package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static <T> Rule.Read<T> read(Rule<T> rule, String value) {
        return rule.read(ConfigFactory.parseMap(Map.of("v", value)).getValue("v"));
    }

    private static <T> T good(Rule<T> rule, String value) {
        Rule.Read<T> read = read(rule, value);
        assertThat(read).isInstanceOf(Rule.Read.Good.class);
        return ((Rule.Read.Good<T>) read).value();
    }

    private static <T> String suggestion(Rule<T> rule, String value) {
        Rule.Read<T> read = read(rule, value);
        assertThat(read).as(value).isInstanceOf(Rule.Read.Bad.class);
        return String.valueOf(((Rule.Read.Bad<T>) read).suggestion());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.2.11:8080, 10.0.2.11, 8080, LITERAL",
        "[2001:db8::1]:80, 2001:db8::1, 80, LITERAL",
        "Shop.Internal.:65535, shop.internal, 65535, NAME",
        "under_score.x:1, under_score.x, 1, NAME",
        "dns+srv://_http._tcp.shop.internal, _http._tcp.shop.internal, 0, SRV",
        "unix:/run/shop/app-1.sock, /run/shop/app-1.sock, 0, UNIX",
    })
    void aServerIsALiteralANameOrAService(String text, String host, int port, HostPort.Kind kind) {
        assertThat(good(AddressRules.SERVER, text)).isEqualTo(new HostPort(host, port, kind, text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.2.11, '10.0.2.11:80'",
        "2001:db8::1, '[2001:db8::1]:80'",
        "http://10.0.2.11:8080/, '10.0.2.11:8080'",
        ":8080, '0.0.0.0:8080'",
        "8080, '0.0.0.0:8080'",
        "*:8080, '0.0.0.0:8080'",
        "256.0.0.1:80, null",
        "1.2.3:80, null",
        "a b:80, null",
        "a:0, null",
        "a:65536, null",
        "a:-1, null",
        "a:, null",
        "-a:80, null",
        "[1.2.3.4]:80, null",
        "[fe80::1%eth0]:80, null",
        "unix:run/x.sock, null",
        "unix:, null",
        "unix://run/../x y, null",
        "dns+srv://, null",
    })
    void aBadAddressIsRefusedWithWhatMayHaveBeenMeant(String text, String expected) {
        assertThat(suggestion(AddressRules.SERVER, text).replace("'", "")).isEqualTo(expected.replace("'", ""));
    }

    @Test
    void portZeroIsForListenersOnly() {
        assertThat(good(AddressRules.BIND, "127.0.0.1:0").port()).isZero();
    }

    @Test
    void aNetworkWithBitsBehindItsPrefixIsRefusedWithTheOneMeant() {
        assertThat(good(AddressRules.NETWORK, "10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(suggestion(AddressRules.NETWORK, "10.0.0.1/8")).isEqualTo("'10.0.0.0/8'");
        assertThat(suggestion(AddressRules.NETWORK, "example.com")).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource({
        "Shop.Example.com, shop.example.com",
        "*.example.com, *.example.com",
        "[::1], [::1]",
        "127.0.0.1, 127.0.0.1"
    })
    void aHostPatternIsInLowerCase(String text, String expected) {
        assertThat(good(AddressRules.HOST_PATTERN, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "*.", "a.*.b", "http://a", "*.1.2.3.4", "a_b c", ""})
    void aBadHostPatternIsRefused(String text) {
        assertThat(read(AddressRules.HOST_PATTERN, text)).isInstanceOf(Rule.Read.Bad.class);
    }

    @Test
    void aHostWithAPortSuggestsTheHost() {
        assertThat(suggestion(AddressRules.HOST_PATTERN, "shop.example.com:80")).isEqualTo("'shop.example.com'");
    }

    @Test
    void aDurationNeedsItsUnit() {
        Rule<Duration> rule = Rules.duration("1s", "1h");
        assertThat(good(rule, "90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(suggestion(rule, "90")).isEqualTo("'90s'");
        assertThat(read(rule, "2h")).isInstanceOf(Rule.Read.Bad.class);
        assertThat(read(rule, "999999999999999d")).isInstanceOf(Rule.Read.Bad.class);
        assertThat(good(Rules.durationOrOff("1s", "1h"), "off")).isZero();
        assertThat(good(Rules.durationOrOff("1s", "1h"), "0")).isZero();
        assertThat(read(Rules.durationOrOff("1s", "1h"), "1ms")).isInstanceOf(Rule.Read.Bad.class);
    }

    @Test
    void aSizeHasAUnitOrIsInBytes() {
        assertThat(good(Rules.size("1KiB", "1GiB"), "16KiB")).isEqualTo(16384);
        assertThat(good(Rules.size("1KiB", "1GiB"), "2048")).isEqualTo(2048);
        assertThat(read(Rules.size("1KiB", "1GiB"), "1")).isInstanceOf(Rule.Read.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({"100/s, 100", "30/m, 0.5", "3600 / h, 1", "0.5/s, 0.5"})
    void aRateIsPerSecondInTheEnd(String text, double expected) {
        assertThat(good(Rules.RATE, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, '100/s'", "0/s, null", "x/s, null", "-1/s, null"})
    void aBadRateIsRefused(String text, String expected) {
        assertThat(suggestion(Rules.RATE, text).replace("'", "")).isEqualTo(expected.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource({"404, 404", "200-399, 200-399", "5xx, 500-599"})
    void statusesAreSingleRangesOrClasses(String text, String expected) {
        assertThat(good(HttpRules.STATUS, text)).hasToString(expected);
    }

    @Test
    void aReversedRangeSuggestsItsReverse() {
        assertThat(suggestion(HttpRules.STATUS, "399-200")).isEqualTo("'200-399'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../b", "/a/.", "/a?b", "/a#b", "/%zz", "/%00", "/a\\b", "/\n"})
    void aPathThatNoRequestCouldHaveIsRefused(String text) {
        assertThat(read(HttpRules.PATH, text)).isInstanceOf(Rule.Read.Bad.class);
    }

    @Test
    void aTemplateHasPartsAndNamesWhatItDoesNotKnow() {
        Template template = good(TemplateRules.FOR_ROUTE, "a%{client.address}%%{x}%{header.X-A}%");
        assertThat(template.parts())
                .containsExactly(
                        new Template.Part.Literal("a"),
                        new Template.Part.Variable(Template.Variable.CLIENT_ADDRESS, ""),
                        new Template.Part.Literal("%{x}"),
                        new Template.Part.Variable(Template.Variable.HEADER, "X-A"),
                        new Template.Part.Literal("%"));
        assertThat(suggestion(TemplateRules.FOR_ROUTE, "%{client.adress}")).isEqualTo("'client.address'");
        assertThat(((Rule.Read.Bad<Template>) read(TemplateRules.FOR_ROUTE, "%{server}")).detail())
                .isEqualTo("%{server} has no value here");
        assertThat(read(TemplateRules.FOR_ROUTE, "%{client")).isInstanceOf(Rule.Read.Bad.class);
        assertThat(read(TemplateRules.FOR_REQUEST, "a\r\nb")).isInstanceOf(Rule.Read.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({"header X-User, x-user", "header  X-User, x-user"})
    void aKeyNamesAPartOfTheRequest(String text, String name) {
        assertThat(good(HttpRules.KEY_OF_REQUEST, text)).isEqualTo(new RequestKey.Header(name));
    }

    @ParameterizedTest
    @CsvSource({
        "hosst, 'host'",
        "ohst, 'host'",
        "hst, 'host'",
        "bost, 'host'",
        "completely-different, null",
        "HOST, 'host'"
    })
    void theNearestWordIsSuggestedIfItIsNear(String found, String expected) {
        assertThat(String.valueOf(Suggestion.nearest(found, List.of("host", "path", "methods"))))
                .isEqualTo(expected.equals("null") ? "null" : "'host'");
    }

    @Test
    void numbersKeepTheirDigitsAndBlocksAreNoText() {
        assertThat(Rule.text(ConfigFactory.parseString("v = 1.10").getValue("v")))
                .isEqualTo("1.10");
        assertThat(Rules.TEXT.read(ConfigFactory.parseString("v {}").getValue("v")))
                .isInstanceOf(Rule.Read.Bad.class);
    }
}
