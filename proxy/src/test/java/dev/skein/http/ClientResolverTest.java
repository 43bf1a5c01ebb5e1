package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http.ClientResolver.Source;
import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientResolverTest {
    private static final NetworkSet TRUSTED = NetworkSet.parse(List.of("10.0.0.0/8", "2001:db8:1::/48"));
    private static final ClientAddress PEER = ClientAddress.of(InetAddress.ofLiteral("10.0.0.1"), 40_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7:0",
                "203.0.113.7, 10.0.0.2 | 203.0.113.7:0",
                "1.1.1.1, 203.0.113.7, 10.0.0.3,10.0.0.2 | 203.0.113.7:0",
                "203.0.113.7:1234 | 203.0.113.7:1234",
                "[2001:db8::1]:1234, 10.0.0.2 | [2001:db8:0:0:0:0:0:1]:1234",
                "[2001:db8::1] | [2001:db8:0:0:0:0:0:1]:0",
                "2001:db8::1 | [2001:db8:0:0:0:0:0:1]:0",
                "2001:db8::1, 2001:db8:1::9 | [2001:db8:0:0:0:0:0:1]:0",
                "::ffff:203.0.113.7 | 203.0.113.7:0",
                "::ffff:203.0.113.7, ::ffff:10.0.0.2 | 203.0.113.7:0",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3:0",
                ", 203.0.113.7 , , | 203.0.113.7:0",
                "203.0.113.7, unknown | 10.0.0.1:40000",
                "203.0.113.7, nonsense, 10.0.0.2 | 10.0.0.2:0",
                "203.0.113.7, 10.0.0.256 | 10.0.0.1:40000",
                "1.1.1.1 203.0.113.7 | 10.0.0.1:40000",
                "203.0.113.7:x | 10.0.0.1:40000",
                "203.0.113.7:99999 | 10.0.0.1:40000",
                "[203.0.113.7] | 10.0.0.1:40000",
                "[2001:db8::1 | 10.0.0.1:40000",
                "[2001:db8::1]x | 10.0.0.1:40000",
                "'' | 10.0.0.1:40000",
                "\"203.0.113.7\" | 10.0.0.1:40000",
            })
    void theRightmostAddressThatIsNotTrustedIsTheClient(String value, String client) {
        assertThat(resolved(Source.X_FORWARDED, "X-Forwarded-For: " + value).client())
                .hasToString(client);
    }

    @Test
    void severalFieldsAreOneListInTheirOrder() {
        ClientResolver resolver = resolved(
                Source.X_FORWARDED, "X-Forwarded-For: 203.0.113.7", "Accept: x", "x-forwarded-for: 10.0.0.3, 10.0.0.2");
        assertThat(resolver.client()).hasToString("203.0.113.7:0");
        resolver = resolved(Source.X_FORWARDED, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 203.0.113.8");
        assertThat(resolver.client()).hasToString("203.0.113.8:0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7 | 203.0.113.7:0 | false | ''",
                "For=\"[2001:db8::1]:99\";Proto=https;Host=a.example | [2001:db8:0:0:0:0:0:1]:99 | true | a.example",
                "for=203.0.113.7;proto=https;host=\"a:8443\", for=10.0.0.2;proto=http | 203.0.113.7:0 | true | a:8443",
                "for=1.1.1.1;proto=https, for=203.0.113.7;proto=http | 203.0.113.7:0 | false | ''",
                "for=203.0.113.7 ; proto=https , for=10.0.0.2 | 203.0.113.7:0 | true | ''",
                "for=203.0.113.7, for=_hidden;proto=https | 10.0.0.1:40000 | true | ''",
                "for=203.0.113.7, for=unknown | 10.0.0.1:40000 | false | ''",
                "for=\"203.0.113.7:_p\" | 203.0.113.7:0 | false | ''",
                "for=203.0.113.7;by=10.0.0.1;secret=\"a,b;c\" | 203.0.113.7:0 | false | ''",
                "proto=https | 10.0.0.1:40000 | true | ''",
                "for=203.0.113.7;host=\"bad host\" | 203.0.113.7:0 | false | ''",
                ";;for=203.0.113.7;, , | 203.0.113.7:0 | false | ''",
            })
    void rfc7239Section4TheElementOfTheClientSaysTheRest(String value, String client, boolean secure, String host) {
        RequestView request = RequestText.get("h", "/", "Forwarded: " + value).build();
        ClientResolver resolver = resolve(Source.FORWARDED, request);
        assertThat(resolver.client()).hasToString(client);
        assertThat(resolver.secure()).isEqualTo(secure);
        long span = resolver.host();
        assertThat(span == Span.NONE ? "" : Ascii.string(request.bytes(), Span.start(span), Span.end(span)))
                .isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7;for=1.1.1.1",
                "for",
                "for=",
                "=x",
                "for=2001:db8::1",
                "for=\"203.0.113.7",
                "for=\"203.0.113.7\\\"\"",
                "for=203.0.113.7 proto=https",
                "for =203.0.113.7",
                "for=203.0.113.7;proto=https;proto=http",
            })
    void aMalformedForwardedFieldIsIgnored(String value) {
        ClientResolver resolver = resolved(Source.FORWARDED, "Forwarded: " + value);
        assertThat(resolver.client()).isSameAs(PEER);
        assertThat(resolver.secure()).isFalse();
    }

    @Test
    void aMalformedFieldEndsTheWalkThroughThoseBeforeIt() {
        ClientResolver resolver =
                resolved(Source.FORWARDED, "Forwarded: for=203.0.113.7", "Forwarded: for=", "Forwarded: for=10.0.0.2");
        assertThat(resolver.client()).hasToString("10.0.0.2:0");
    }

    @Test
    void schemeAndHostAreWhatOurPeerWroteLast() {
        RequestView request = RequestText.get(
                        "h", "/", "X-Forwarded-Proto: http, HTTPS", "X-Forwarded-Host: a.example, b.example:81")
                .build();
        ClientResolver resolver = resolve(Source.X_FORWARDED, request);
        assertThat(resolver.secure()).isTrue();
        assertThat(Ascii.string(request.bytes(), Span.start(resolver.host()), Span.end(resolver.host())))
                .isEqualTo("b.example:81");
        assertThat(resolver.client()).isSameAs(PEER);
    }

    @Test
    void onlyTheConfiguredFieldsAreBelieved() {
        assertThat(resolved(Source.X_FORWARDED, "Forwarded: for=203.0.113.7;proto=https")
                        .client())
                .isSameAs(PEER);
        assertThat(resolved(Source.FORWARDED, "X-Forwarded-For: 203.0.113.7").client())
                .isSameAs(PEER);
    }

    @Test
    void moreThan32ElementsAreRefused() {
        String way = "for=203.0.113.7" + ", for=10.0.0.2".repeat(31);
        assertThat(resolved(Source.FORWARDED, "Forwarded: " + way).client()).hasToString("203.0.113.7:0");
        assertThat(resolved(Source.FORWARDED, "Forwarded: " + way + ", for=10.0.0.2")
                        .client())
                .isSameAs(PEER);
    }

    @Test
    void aClientSeenOfLateCostsNothing() {
        RequestView first = RequestText.get("h", "/", "X-Forwarded-For: 203.0.113.7, 10.0.0.2")
                .build();
        RequestView second =
                RequestText.get("h", "/", "X-Forwarded-For: [2001:db8::1]:80").build();
        RequestView mapped =
                RequestText.get("h", "/", "X-Forwarded-For: ::ffff:203.0.113.9").build();
        ClientResolver resolver = new ClientResolver(TRUSTED, Source.X_FORWARDED);
        resolver.resolve(first, PEER, false);
        ClientAddress client = resolver.client();
        Allocation.assertNone(() -> {
            resolver.resolve(second, PEER, true);
            resolver.resolve(mapped, PEER, true);
            resolver.resolve(first, PEER, true);
        });
        assertThat(resolver.client()).isSameAs(client);
    }

    @Test
    void trustIsAskedByNetwork() {
        ClientResolver resolver = new ClientResolver(TRUSTED, Source.X_FORWARDED);
        assertThat(resolver.trusts(PEER)).isTrue();
        assertThat(resolver.trusts(ClientAddress.of(InetAddress.ofLiteral("203.0.113.7"), 1)))
                .isFalse();
    }

    private static ClientResolver resolved(Source source, String... fields) {
        return resolve(source, RequestText.get("h", "/", fields).build());
    }

    private static ClientResolver resolve(Source source, RequestView request) {
        ClientResolver resolver = new ClientResolver(TRUSTED, source);
        resolver.resolve(request, PEER, false);
        return resolver;
    }
}
