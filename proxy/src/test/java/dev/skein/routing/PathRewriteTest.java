package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.RequestText;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRewriteTest {
    private final ByteSink out = new ByteSink();
    private final MatchScratch scratch = new MatchScratch();

    @ParameterizedTest
    @CsvSource({
        "/api, , /api, /",
        "/api, , /api/, /",
        "/api, , /api/x, /x",
        "/api, , /apis, /apis",
        "/api, , /x/api, /x/api",
        "/api/, , /api, /",
        "/api/, , /api/x, /x",
        "/, , /x, /x",
        "/a/b, , /a/b/c, /c",
        "/a/b, , /a, /a",
        ", /v2, /x, /v2/x",
        ", /v2, /, /v2/",
        ", /v2/, /x, /v2/x",
        ", /, /x, /x",
        ", , /x, /x",
        "/api, /v2, /api, /v2",
        "/api, /v2, /api/x, /v2/x",
        "/api, /v2, /apis, /v2/apis",
        "/api, , /api//evil.example/x, /evil.example/x",
        ", , //evil.example, /evil.example",
        "/ü, /ä b, /%C3%BC/x, /%C3%A4%20b/x",
        "/api, , *, *",
    })
    void prefixesComeOffAndOn(@Nullable String strip, @Nullable String add, String path, String expected) {
        assertThat(rewrite(PathRewrite.prefixes(strip, add), path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v(\\d+)/(.*), /$2/$1, /api/v7/users/3, /users/3/7",
        "^/old, /new, /old/old, /new/old",
        "/(?<user>[^/]+)/.*, '/u/${user}', /joe/x, /u/joe",
        "/(a)?b, '/[$1]', /b, /[]",
        "/nothing, /x, /other, /other",
        "/a, '', /a/b, /b",
        "/a.*, '', /a/b, /",
        "a, x, /a, /x",
        "/(.*), '/\\$/$1', /a, /$/a",
        "/(.*), '/ü $1', /a, /%C3%BC%20a",
        "/(.*), '/$11', /a, /a1",
        "/(.*), '$1', /evil.example/x, /evil.example/x",
        "/(.*), '//$1', /evil.example/x, /evil.example/x",
        "/x(.*), '*$1', /xy, /*y",
        "/.*, /x, *, *",
    })
    void expressionsReplaceTheirFirstMatch(String expression, String replacement, String path, String expected) {
        String given = replacement.equals("/$11") ? "/${1}1" : replacement;
        assertThat(rewrite(PathRewrite.regex(expression, given), path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/files(.*), /data/$1, /files../etc/passwd",
        "/files(.*), /data/$1, /files%2e./x",
        "/a(.*)b, /$1, /a..;b",
        "/a(.).*, /$1, /a%41",
        "/(.*), /%/$1, ",
    })
    void aResultThatServersWouldLookForElsewhereIsRefused(
            String expression, String replacement, @Nullable String path) {
        if (path == null) {
            assertThatThrownBy(() -> PathRewrite.regex(expression, replacement))
                    .hasMessageContaining("two hexadecimal digits");
            return;
        }
        out.put("before");
        assertThat(PathRewrite.regex(expression, replacement)
                        .rewrite(RequestText.get("h", path).build(), out, scratch))
                .isFalse();
        assertThat(out).hasToString("before");
    }

    @ParameterizedTest
    @CsvSource({
        "(, /x",
        "/(a), /$2",
        "/(a), '/${b}'",
        "/(a), /$",
        "/(a), /$x",
        "/(a), '/${1'",
        "/a, /x?y",
        "/a, /x#y",
        "/a, '/x\\'",
        "/a, '/\tx'",
        "/a, '/\\\\x'",
    })
    void malformedExpressionsAndReplacementsAreRefused(String expression, String replacement) {
        assertThatThrownBy(() -> PathRewrite.regex(expression, replacement))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void malformedPrefixesAreRefused() {
        assertThatThrownBy(() -> PathRewrite.prefixes("api", null)).hasMessageStartingWith("strip-prefix: api (exp");
        assertThatThrownBy(() -> PathRewrite.prefixes(null, "/a/../b"))
                .hasMessageStartingWith("add-prefix: /a/../b (e");
    }

    @Test
    void theResultIsAPathWhateverComesIn() {
        PathRewrite[] rewrites = {
            PathRewrite.prefixes("/a", null),
            PathRewrite.prefixes(null, "/b"),
            PathRewrite.prefixes("/a", "/b"),
            PathRewrite.regex("/(a+)(.*)", "$2/$1"),
            PathRewrite.regex("a", ""),
        };
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                path.append("aa/.%2\r\n\0 #é\\".charAt(random.nextInt(13)));
            }
            out.clear();
            if (rewrites[i % rewrites.length].rewrite(
                    RequestText.get("h", path.toString()).build(), out, scratch)) {
                assertThat(out.toString()).matches("/|/[^/\\x00- #?\\\\\\x7f-\\xff][^\\x00- #?\\\\\\x7f-\\xff]*");
            } else {
                assertThat(out.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void aRunawayExpressionLeavesThePathAlone() {
        String path = "/" + "x".repeat(200);
        assertThat(rewrite(PathRewrite.regex("/x*x*x*x*x*y", "/"), path)).isEqualTo(path);
        assertThat(scratch.abortedExpressions()).isEqualTo(1);
    }

    private String rewrite(PathRewrite rewrite, String path) {
        out.clear();
        out.put(Ascii.bytes("GET "));
        assertThat(rewrite.rewrite(RequestText.get("h", path).build(), out, scratch))
                .isTrue();
        return out.toString().substring(4);
    }
}
