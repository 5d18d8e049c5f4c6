package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/..;/b",
                "/a/..;x/b",
                "/a/.;/b",
                "/a/..%3b/b",
                "/a/..%2fb",
                "/a%2f..",
                "/a%2F../b",
                "/%2e%2e%2fa",
                "/a\\b",
                "/a%5cb",
                "/a%5Cb",
                "/%00",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a b",
                "/a\u00e9",
                "/a\u007f",
                "http://",
                "http:///a",
                "http://u@a.test/",
                "http://a.test:0/",
                "ftp://a.test/"
            })
    void whatReadersWouldReadInTwoWaysIsRefused(String target) {
        assertThat(RequestTarget.parse(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a|b", "/a^b", "/{a}", "/\"a\"", "/<a>", "/[a]", "/`", "/~a", "/a;b=c", "/a%2fb", "/%c0%ae", "/%ff",
                "/...", "/a..;b"
            })
    void whatAllReadersKeepIsKept(String target) {
        assertThat(parse(target).path()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, ''",
        "/a%20b, ''",
        "/caf%C3%A9, ''",
        "/caf%c3%a9, /caf%C3%A9",
        "//a, /a",
        "/%61, /a",
        "/a%2Fb, /a/b",
        "/a;x/b, /a/b",
        "/;x/a, /a",
        "/%2561, ''"
    })
    void aPathIsAlsoWhatABackendMayReadItAs(String path, String reading) {
        List<String> readings = parse(path).otherReadings();
        if (reading.isEmpty()) {
            assertThat(readings).isEmpty();
        } else {
            assertThat(readings).contains(reading);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.test", "A", "a_b.test:1", "1.2.3.4:65535", "[::1]", "[2001:db8::1]:80", "a.test."})
    void aHostMayHaveAPort(String authority) {
        assertThat(Authority.isValid(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a:",
                "a:0",
                "a:65536",
                "a:+1",
                "a:1:1",
                "u@a",
                "a b",
                "a/b",
                "a,b",
                "a..b",
                ".a",
                "a%41",
                "[",
                "[]",
                "::1",
                "[::1%25eth0]",
                "\u00e4"
            })
    void whatIsMoreOrLessThanAHostIsNone(String authority) {
        assertThat(Authority.isValid(authority)).isFalse();
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
