package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    private static RequestTarget parse(String target) {
        return RequestTarget.parse(target).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/., /a/",
        "/../../a, /a",
        "/a//b, /a//b",
        "/a/..b/c, /a/..b/c",
        "/.hidden, /.hidden",
        "/a%2Fb, /a%2Fb",
        "/a%2e.txt, /a%2e.txt",
        "/a/..//b, //b"
    })
    void dotSegmentsAreResolvedAndNothingElse(String target, String path) {
        assertThat(parse(target).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/%2e%2e/b", "/%2E/b", "/a/.%2e", "/a#b", "example.com:443", "a/b", ""})
    void whatCouldBeReadInTwoWaysIsRefused(String target) {
        assertThat(RequestTarget.parse(target)).isEmpty();
    }

    @Test
    void theQueryIsKeptAsItIs() {
        assertThat(parse("/a?b=../c?d").query()).isEqualTo("b=../c?d");
        assertThat(parse("/a?").query()).isEmpty();
        assertThat(parse("/a").query()).isNull();
    }

    @Test
    void anAbsoluteTargetNamesItsAuthority() {
        assertThat(parse("http://example.com:80/a/../b?c")).isEqualTo(new RequestTarget("example.com:80", "/b", "c"));
        assertThat(parse("http://example.com?c")).isEqualTo(new RequestTarget("example.com", "/", "c"));
    }

    @ParameterizedTest
    @CsvSource({
        "Shop.Example.COM:8080, shop.example.com",
        "shop.example.com., shop.example.com",
        "shop.example.com.:80, shop.example.com",
        "[::1]:80, [::1]",
        "[::1], [::1]"
    })
    void theHostIsWhatAnAuthorityNamesWithoutPort(String authority, String host) {
        assertThat(Authority.host(authority)).isEqualTo(host);
    }
}
