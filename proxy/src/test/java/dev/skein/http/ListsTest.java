package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.model.Ascii;
import dev.skein.model.Pairs;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists within field values: {@link UpgradeTokens} and {@link Cookies}. */
class ListsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a, b,c | a b c",
                "' , ,a,, b ,' | a b",
                "keep-alive|keep-alive",
                "a b, c|a b+c",
                "'\ta\t,\tb\t'|a b",
            })
    void rfc9110Section5_6_1EmptyElementsAndBlanksAreSkipped(String list, String expected) {
        byte[] bytes = Ascii.bytes("x" + list + ",x");
        List<String> found = new ArrayList<>();
        int end = 1 + list.length();
        for (long token = UpgradeTokens.next(bytes, 1, end);
                token != Span.NONE;
                token = UpgradeTokens.next(bytes, Span.end(token), end)) {
            found.add(Ascii.string(bytes, Span.start(token), Span.end(token)));
        }
        assertThat(found).containsExactly(expected.contains("+") ? expected.split("\\+") : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close | 1",
                "Keep-Alive | 2",
                "keep-alive, Upgrade | 6",
                "CLOSE,close | 1",
                "X-Hop | 8",
                "X-Hop, close | 9",
                "close x | 16",
                "Host, X-Forwarded-For, TE, HTTP2-Settings | 0",
                "'' | 0",
                "', ,' | 0",
                "closed, upgrades | 8",
            })
    void rfc9110Section7_6_1WhatConnectionSays(String value, int flags) {
        byte[] bytes = Ascii.bytes("ab" + value + "c");
        assertThat(UpgradeTokens.connection(bytes, 2, 2 + value.length())).isEqualTo(flags);
    }

    @Test
    void rfc9110Section7_8UpgradeListsAreSearchedForWholeTokens() {
        assertThat(contains("h2c, WebSocket", "websocket")).isTrue();
        assertThat(contains("websocket/13", "websocket")).isFalse();
        assertThat(contains("websockets", "websocket")).isFalse();
        assertThat(contains("", "websocket")).isFalse();
        assertThat(only(" WebSocket ,", "websocket")).isTrue();
        assertThat(only("websocket, h2c", "websocket")).isFalse();
        assertThat(only("h2c, websocket", "websocket")).isFalse();
        assertThat(only("", "websocket")).isFalse();
    }

    @Test
    void connectionNominatesFieldsButNotTheProtectedOnes() {
        byte[] list = Ascii.bytes("close, X-HOP, Host");
        byte[] names = Ascii.bytes("x-hop host x-hops");
        assertThat(UpgradeTokens.nominates(list, 0, list.length, names, Span.of(0, 5)))
                .isTrue();
        assertThat(UpgradeTokens.nominates(list, 0, list.length, names, Span.of(6, 10)))
                .isFalse();
        assertThat(UpgradeTokens.nominates(list, 0, list.length, names, Span.of(11, 17)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SID=abc | abc",
                "a=1; SID=abc; b=2 | abc",
                "a=1;SID=abc;b=2 | abc",
                "SID=first; SID=second | first",
                "xSID=1; SIDx=2; SID=3 | 3",
                "sid=lower; SID=upper | upper",
                "SID=\"quoted\" | \"quoted\"",
                "SID=a=b== | a=b==",
                "; ;; SID=x ;; | x",
                "SID; SID=x | x",
                "SID= | ''",
                "SID=;a=1 | ''",
                "a=SID=1 | none",
                "SID | none",
                "'' | none",
                "SI | none",
            })
    void rfc6265Section5_4CookiesAreFoundByName(String field, String expected) {
        byte[] bytes = Ascii.bytes("y" + field + "=z");
        long value = Pairs.cookie(bytes, 1, 1 + field.length(), Ascii.bytes("SID"));
        String found = value == Pairs.NONE ? "none" : Ascii.string(bytes, Pairs.start(value), Pairs.end(value));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void rfc9113Section8_2_3CookiesMayComeInSeveralFields() {
        RequestView request = RequestText.get("h", "/", "Cookie: a=1", "Host: h", "cookie: b=2; c=3", "COOKIE: b=4")
                .build();
        assertThat(cookie(request, "a")).isEqualTo("1");
        assertThat(cookie(request, "b")).isEqualTo("2");
        assertThat(cookie(request, "c")).isEqualTo("3");
        assertThat(Pairs.cookie(request, Ascii.bytes("d"))).isEqualTo(Pairs.NONE);
    }

    @Test
    void lookUpsAllocateNothing() {
        RequestView request = RequestText.get("h", "/", "Connection: keep-alive, X-Hop", "Cookie: a=1; b=2; SID=3")
                .build();
        byte[] name = Ascii.bytes("SID");
        Allocation.assertNone(() -> {
            long cookie = Pairs.cookie(request, name);
            int flags = UpgradeTokens.connection(request.bytes(), request.valueStart(0), request.valueEnd(0));
            assert Pairs.end(cookie) - Pairs.start(cookie) == 1
                    && flags == (UpgradeTokens.KEEP_ALIVE | UpgradeTokens.NOMINATES);
        });
    }

    private static String cookie(RequestView request, String name) {
        long value = Pairs.cookie(request, Ascii.bytes(name));
        return Ascii.string(request.bytes(), Pairs.start(value), Pairs.end(value));
    }

    private static boolean contains(String list, String token) {
        return UpgradeTokens.contains(Ascii.bytes(list), 0, list.length(), Ascii.bytes(token));
    }

    private static boolean only(String list, String token) {
        return UpgradeTokens.isOnly(Ascii.bytes(list), 0, list.length(), Ascii.bytes(token));
    }
}
