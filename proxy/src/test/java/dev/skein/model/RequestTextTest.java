package dev.skein.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTextTest {

    @Test
    void theViewShowsWhatWasWritten() {
        RequestView request = RequestText.of("POST", "Shop.example.com", "/a/b?x=1", "Accept: */*", "X-A:  b ")
                .client("2001:db8::1")
                .secure()
                .build();
        byte[] bytes = request.bytes();
        assertThat(Ascii.string(bytes, request.methodStart(), request.methodEnd()))
                .isEqualTo("POST");
        assertThat(Ascii.string(bytes, request.hostStart(), request.hostEnd())).isEqualTo("shop.example.com");
        assertThat(Ascii.string(bytes, request.pathStart(), request.pathEnd())).isEqualTo("/a/b");
        assertThat(Ascii.string(bytes, request.queryStart(), request.queryEnd()))
                .isEqualTo("x=1");
        int field = request.find(Ascii.bytes("x-a"), 0);
        assertThat(Ascii.string(bytes, request.valueStart(field), request.valueEnd(field)))
                .isEqualTo("b");
        assertThat(request.client().v6()).isTrue();
        assertThat(request.secure()).isTrue();
    }

    @Test
    void anEmptyQueryIsNotNoQuery() {
        assertThat(RequestText.get("a", "/?").build().hasQuery()).isTrue();
        assertThat(RequestText.get("a", "/").build().hasQuery()).isFalse();
    }
}
