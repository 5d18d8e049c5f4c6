package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: RFC 9110, section 12.5.3. */
final class AcceptEncodingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "br, gzip",
                "gzip;q=0.001",
                "deflate;q=1, gzip ; q=0.5",
                "*",
                "*;q=0.3",
                "identity;q=0.5, gzip",
                "gzip;q=1.0, *;q=0"
            })
    void gzipIsWanted(String field) {
        assertThat(AcceptEncoding.wantsGzip(List.of(field))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "br",
                "identity",
                "gzip;q=0",
                "gzip;q=0.000",
                "*, gzip;q=0",
                "*;q=0",
                "gzip;q=0.5, identity",
                "gzip;q=high",
                "gzip;q=1.2.3",
                "gzip;x=1",
                "gzip2"
            })
    void gzipIsNotWanted(String field) {
        assertThat(AcceptEncoding.wantsGzip(List.of(field))).isFalse();
    }

    @Test
    void severalFieldsAreOneList() {
        assertThat(AcceptEncoding.wantsGzip(List.of("br", "gzip"))).isTrue();
        assertThat(AcceptEncoding.wantsGzip(List.of())).isFalse();
    }
}
