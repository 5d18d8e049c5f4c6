package dev.sluice.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PageEndpointTest {

    private final PageEndpoint endpoint = new PageEndpoint();

    @Test
    void pageAllowsNothingFromElsewhere() {
        assertThat(new String(endpoint.page(), UTF_8))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
                .doesNotContain("http://", "https://", "<script>", "style=");
    }

    @Test
    void partHasItsType() {
        assertThat(Objects.requireNonNull(endpoint.part("page.css")).getContentType())
                .hasToString("text/css;charset=UTF-8");
        assertThat(Objects.requireNonNull(endpoint.part("page.js")).getContentType())
                .hasToString("text/javascript;charset=UTF-8");
    }

    @Test
    void nothingElseIsRead() {
        assertThat(endpoint.part("page.html")).isNull();
        assertThat(endpoint.part("../SluiceEndpoint.class")).isNull();
    }
}
