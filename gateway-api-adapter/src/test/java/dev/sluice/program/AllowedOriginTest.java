package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Origin headers pass for an allowed origin of an HTTPRoute's CORS filter. */
class AllowedOriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.test, https://a.test",
        "https://a.test, https://a.test:443",
        "https://a.test:443, https://a.test",
        "http://a.test, http://a.test:80",
        "http://a.test:65535, http://a.test:65535",
        "http://a.test:9, http://a.test:9",
        "https://*.a.test, https://b.a.test",
        "https://*.a.test, https://c.b.a.test",
        "https://*.test, https://az-_09.test",
        "https://*, https://a"
    })
    void isTheSameSchemeHostAndPort(String allowed, String origin) {
        assertThat(AllowedOrigin.compile(allowed).allows(origin)).isTrue();
    }

    /** The characters are those next to letters and digits, and those that end a host. */
    @ParameterizedTest
    @CsvSource({
        "https://a.test, http://a.test",
        "https://a.test, https://b.test",
        "https://a.test, https://a.test:444",
        "https://a.test, https://a.test:",
        "https://a.test, https://a.test:00443x",
        "https://a.test, https://a.test:000443",
        "https://a.test, https://a.test:44/",
        "https://a.test, https://a.test:4::",
        "https://a.test, https:a.test",
        "https://a.test, null",
        "https://a.test, https://",
        "https://*.a.test, https://a.test",
        "https://*.a.test, https://.a.test",
        "https://*.a.test, https://ba.test",
        "https://*.test, https://evil/x.test",
        "https://*.test, https://evil?x.test",
        "https://*.test, https://evil#x.test",
        "https://*.test, https://evil@x.test",
        "https://*.test, https://evil`x.test",
        "https://*.test, https://evil{x.test",
        "https://*, https://"
    })
    void isNothingElse(String allowed, String origin) {
        assertThat(AllowedOrigin.compile(allowed).allows(origin)).isFalse();
    }
}
