package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "azAZ09-_", "a.b.", "a:1", "a:9", "a:65535", "a:00080", "[::1]", "[::1]:80", "127.0.0.1:80"
            })
    void aHostWithAnOptionalPortIsValid(String authority) {
        assertThat(Authority.isValid(authority)).isTrue();
    }

    /** The characters are those next to letters and digits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                ".",
                ".a",
                "a..b",
                "a:",
                "a:0",
                "a:65536",
                "a:000080",
                "a:/",
                "a::",
                "a:8x",
                "a@b",
                "a`",
                "a{",
                "a[",
                "a/",
                "[::1",
                "[::1]x",
                "[]",
                "[::1%25eth0]",
                "u@a",
                "a b"
            })
    void whatIsMoreOrLessIsNot(String authority) {
        assertThat(Authority.isValid(authority)).isFalse();
    }

    @Test
    void aNameHasAtMost255Characters() {
        assertThat(Authority.isValid("a".repeat(255))).isTrue();
        assertThat(Authority.isValid("a".repeat(256))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"A.Test,a.test", "a.test.,a.test", "a.test.:80,a.test", "'',''", ":80,''", "[FE80::1]:80,[fe80::1]"})
    void itsHostIsLowerCaseWithoutPortAndTrailingDot(String authority, String host) {
        assertThat(Authority.host(authority)).isEqualTo(host);
    }
}
