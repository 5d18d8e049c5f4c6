package dev.sluice.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParamsTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"q=1&", "&q=1", "&&q=1&&", "=9&q=1", "p&q=1", "p=&q=1", "q=1&r=a=b"})
    void emptyPartsAndOthersDoNotHideAParameter(String query) {
        assertThat(new QueryParams(query).first("q")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"q=+a, a", "q=a+,a ", "q=%61,a", "q=a%61,aa", "q=%0F,\u000f", "q=%F0%9F%A6%A5,\uD83E\uDDA5"})
    void escapesAreDecodedWhereverTheyStand(String query, String value) {
        assertThat(new QueryParams(query).first("q")).isEqualTo(value);
    }
}
