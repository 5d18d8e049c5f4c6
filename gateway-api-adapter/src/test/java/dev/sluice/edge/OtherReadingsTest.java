package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of what a backend may do to a path. */
class OtherReadingsTest {

    @ParameterizedTest
    @CsvSource({
        "/a%62, /ab",
        "/a%20b, ''",
        "/%2f, '// /'",
        "/%21, /!",
        "/%7e, /~",
        "/%7F, ''",
        "/%7f, /%7F",
        "/%25, ''",
        "//a, /a",
        "/a//b, /a/b",
        "/a;b, /a",
        "/a;b/c, /a/c",
        ";a/b, /b",
        "/a;b//%63, '/a;b//c /a//%63 /a//c /a;b/%63 /a;b/c /a/%63 /a/c'",
    })
    void isOneOfTheseReadings(String path, String readings) {
        assertThat(OtherReadings.of(path)).isEqualTo(readings.isEmpty() ? List.of() : List.of(readings.split(" +")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b", "/a.b-c_d~", "*"})
    void aPlainPathHasNone(String path) {
        assertThat(OtherReadings.of(path)).isEmpty();
    }
}
