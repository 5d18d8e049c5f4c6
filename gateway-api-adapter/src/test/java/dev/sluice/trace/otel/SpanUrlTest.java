package dev.sluice.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanUrlTest {

    @ParameterizedTest
    @CsvSource({
        "/a, http://a.test/a",
        "/a?, http://a.test/a?",
        "/a?b=1, http://a.test/a?b=REDACTED",
        "/a?b=1&c=&&d=2=3, http://a.test/a?b=REDACTED&c=&&d=REDACTED",
        "/a?token, http://a.test/a?REDACTED",
        "/?=secret, http://a.test/?=REDACTED",
    })
    void valuesOfAQueryAreRedacted(String target, String redacted) {
        assertThat(new SpanUrl("http", "a.test", target).redacted()).isEqualTo(redacted);
        assertThat(new SpanUrl("http", "a.test", target).whole()).isEqualTo("http://a.test" + target);
    }

    @Test
    void withoutAHostOrAPathThereIsNone() {
        assertThat(new SpanUrl("http", "", "/a?b=1").redacted()).isNull();
        assertThat(new SpanUrl("http", "a.test", "*").whole()).isNull();
    }

    @Test
    void thePortIsThatOfTheSchemeUnlessItIsNamed() {
        assertThat(new SpanUrl("https", "a.test", "/").defaultPort()).isEqualTo(443);
        assertThat(new SpanUrl("http", "a.test", "/").defaultPort()).isEqualTo(80);
    }
}
