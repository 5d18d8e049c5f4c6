package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: RFC 9110, section 12.5.3. */
final class AcceptEncodingTest {

    private static final List<ContentCoding> GZIP = List.of(ContentCoding.GZIP);
    private static final List<ContentCoding> BOTH = List.of(ContentCoding.BR, ContentCoding.GZIP);

    private static @Nullable ContentCoding chosen(String field, List<ContentCoding> offered) {
        return AcceptEncoding.choose(List.of(field), offered);
    }

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
        assertThat(chosen(field, GZIP)).isEqualTo(ContentCoding.GZIP);
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
        assertThat(chosen(field, GZIP)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | BR",
                "BR | BR",
                "br;q=0.5, gzip;q=0.5 | BR",
                "br;q=0.5, gzip;q=0.6 | GZIP",
                "br;q=0.6, gzip;q=0.5 | BR",
                "br;q=0, gzip | GZIP",
                "br;q=0, * | GZIP",
                "* | GZIP",
                "br;q=0.4, identity;q=0.5, gzip;q=0.5 | GZIP",
                "brotli, gzip;q=0.1 | GZIP"
            })
    void codingOfTheHighestWeightIsChosenThenTheFirstThatIsOffered(String field, ContentCoding coding) {
        assertThat(chosen(field, BOTH)).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br;q=0", "br;q=0.5, identity", "br;q=1.5.1", "zstd", "*;q=0"})
    void noneIsChosenWhereNoneIsWanted(String field) {
        assertThat(chosen(field, BOTH)).isNull();
    }

    @Test
    void orderOfTheOfferDecidesBetweenEqualWeights() {
        assertThat(chosen("br, gzip", List.of(ContentCoding.GZIP, ContentCoding.BR)))
                .isEqualTo(ContentCoding.GZIP);
        assertThat(chosen("gzip", List.of(ContentCoding.BR))).isNull();
        assertThat(chosen("br, gzip", List.of())).isNull();
    }

    @Test
    void severalFieldsAreOneList() {
        assertThat(AcceptEncoding.choose(List.of("br", "gzip"), GZIP)).isEqualTo(ContentCoding.GZIP);
        assertThat(AcceptEncoding.choose(List.of(), BOTH)).isNull();
    }
}
