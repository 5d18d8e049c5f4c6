package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RequestBody;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request of the gateway is over HTTP/2: RFC 9113, section 8. */
final class Http2HeadsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "upgrade",
                "http2-settings",
                "host"
            })
    void requestNamesNoFieldOfOneConnection(String name) {
        UpstreamRequest request = UpstreamFixture.request(HttpMethod.GET, "/", RequestBody.NONE);
        request.headers().set(name.toUpperCase(Locale.ROOT), "1").set("x", "2");
        Http2Headers sent = Http2Heads.request(request, false);

        assertThat(sent.contains(name)).isFalse();
        assertThat(sent.get("x")).hasToString("2");
        assertThat(sent.getAll("te")).hasToString("[trailers]");
    }

    @ParameterizedTest
    @CsvSource({"false, http", "true, https"})
    void schemeIsThatOfTheConnection(boolean secure, String scheme) {
        UpstreamRequest request = UpstreamFixture.request(HttpMethod.GET, "/", RequestBody.NONE);
        assertThat(Http2Heads.request(request, secure).scheme()).hasToString(scheme);
    }
}
