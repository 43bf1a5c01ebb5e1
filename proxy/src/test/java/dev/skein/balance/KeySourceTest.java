package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySourceTest {
    @Test
    void everySourceHashesItsOwnPartOfARequest() {
        RequestView request = get("/a/b?id=7&x", "X-User: ann", "Cookie: SID=s1; theme=dark");
        assertThat(KeySource.path().hash(request)).isEqualTo(hash("/a/b"));
        assertThat(KeySource.header("X-USER").hash(request)).isEqualTo(hash("ann"));
        assertThat(KeySource.cookie("theme").hash(request)).isEqualTo(hash("dark"));
        assertThat(KeySource.query("id").hash(request)).isEqualTo(hash("7"));
    }

    @Test
    void whatIsMissingOrEmptyIsAbsent() {
        RequestView request = get("/?id=", "X-User:", "Cookie: SID=");
        assertThat(KeySource.header("x-user").hash(request)).isEqualTo(KeySource.ABSENT);
        assertThat(KeySource.header("x-other").hash(request)).isEqualTo(KeySource.ABSENT);
        assertThat(KeySource.cookie("SID").hash(request)).isEqualTo(KeySource.ABSENT);
        assertThat(KeySource.cookie("sid").hash(request)).isEqualTo(KeySource.ABSENT);
        assertThat(KeySource.query("id").hash(request)).isEqualTo(KeySource.ABSENT);
        assertThat(KeySource.query("x").hash(get("/"))).isEqualTo(KeySource.ABSENT);
    }

    @ParameterizedTest
    @CsvSource({"SID=1", "a=2; SID=1", "a=2;SID=1", "SIDX=2; SID=1", "a; SID=1 ;b=2", "XSID=2;  SID=1; SID=2"})
    void aCookieIsFoundWhereverItStands(String value) {
        assertThat(KeySource.cookie("SID").hash(get("/", "Cookie: " + value))).isEqualTo(hash("1"));
    }

    @Test
    void aCookieIsFoundInASecondField() {
        assertThat(KeySource.cookie("SID").hash(get("/", "Cookie: a=b", "cookie: c=d; SID=1")))
                .isEqualTo(hash("1"));
    }

    @ParameterizedTest
    @CsvSource({"id=1", "a=2&id=1", "a&id=1&id=2", "idx=3&id=1&b"})
    void aParameterIsFoundWhereverItStands(String query) {
        assertThat(KeySource.query("id").hash(get("/p?" + query))).isEqualTo(hash("1"));
    }

    @Test
    void aUriIsPathAndQuery() {
        KeySource uri = KeySource.uri();
        assertThat(uri.hash(get("/a"))).isNotEqualTo(uri.hash(get("/a?")));
        assertThat(uri.hash(get("/a?b"))).isNotEqualTo(uri.hash(get("/a?c"))).isEqualTo(uri.hash(get("/a?b")));
    }

    @Test
    void aHouseholdIsOneClient() {
        assertThat(client("2001:db8:1:2::1")).isEqualTo(client("2001:db8:1:2:ffff::9"));
        assertThat(client("2001:db8:1:2::1")).isNotEqualTo(client("2001:db8:1:3::1"));
        assertThat(client("192.0.2.1")).isNotEqualTo(client("192.0.2.2")).isEqualTo(client("::ffff:192.0.2.1"));
    }

    private static long client(String address) {
        return KeySource.client()
                .hash(RequestText.get("shop.example.com", "/").client(address).build());
    }

    private static RequestView get(String target, String... fields) {
        return RequestText.get("shop.example.com", target, fields).build();
    }

    private static long hash(String text) {
        byte[] bytes = Ascii.bytes(text);
        return KeySource.hash(bytes, 0, bytes.length);
    }
}
