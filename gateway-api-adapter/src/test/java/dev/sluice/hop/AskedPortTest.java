package dev.sluice.hop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The port of a Host header, or that of the Listener. */
class AskedPortTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, 8080",
        "localhost, 80",
        "'', 80",
        "localhost:, 80",
        "localhost:0, 80",
        "localhost:65535, 65535",
        "localhost:65536, 80",
        "localhost:99999999999, 80",
        "localhost:80a0, 80",
        "[::1]:8443, 8443",
        "[::1], 80"
    })
    void isThatOfTheHostOrElseThatOfTheListener(String authority, int port) {
        assertThat(AskedPort.of(authority, 80)).isEqualTo(port);
    }
}
