package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message of the gateway is over HTTP/2: RFC 9113, section 8. */
final class FieldBlockTest {

    private static List<String> request(boolean secure, HttpHeaders headers) {
        return written(FieldBlock.request(HttpMethod.GET.asciiName(), secure, "/a?b", headers));
    }

    private static List<String> written(FieldBlock block) {
        List<String> written = new ArrayList<>();
        block.forEach(field -> written.add(field.getKey() + "=" + field.getValue()));
        return written;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "upgrade",
                "http2-settings",
                "te"
            })
    void requestNamesNoFieldOfOneConnection(String name) {
        HttpHeaders headers =
                new DefaultHttpHeaders().set(name.toUpperCase(Locale.ROOT), "1").set("x", "2");
        assertThat(request(false, headers))
                .containsExactly(":method=GET", ":scheme=http", ":path=/a?b", "x=2", "te=trailers");
    }

    @Test
    void hostIsTheAuthority() {
        assertThat(request(false, new DefaultHttpHeaders().set("Host", "a.example")))
                .containsExactly(":method=GET", ":scheme=http", ":path=/a?b", ":authority=a.example", "te=trailers");
    }

    @ParameterizedTest
    @CsvSource({"false, http", "true, https"})
    void schemeIsThatOfTheConnection(boolean secure, String scheme) {
        assertThat(request(secure, new DefaultHttpHeaders())).contains(":scheme=" + scheme);
    }

    @Test
    void responseBeginsWithItsStatus() {
        HttpHeaders headers = new DefaultHttpHeaders().set("X-A", "1").set("te", "gzip");
        FieldBlock block = FieldBlock.response(HttpResponseStatus.ACCEPTED.codeAsText(), headers);
        assertThat(written(block)).containsExactly(":status=202", "x-a=1", "te=gzip");
        assertThat(block.status()).hasToString("202");
    }

    @Test
    void trailersHaveNoStatus() {
        FieldBlock block = FieldBlock.trailers(new DefaultHttpHeaders().set("Grpc-Status", "0"));
        assertThat(written(block)).containsExactly("grpc-status=0");
        assertThat(block.status()).isNull();
    }

    @Test
    void nothingIsWrittenIntoIt() {
        FieldBlock block = FieldBlock.trailers(new DefaultHttpHeaders().set("a", "1"));
        Stream.<Consumer<CharSequence>>of(block::method, block::scheme, block::authority, block::path, block::status)
                .forEach(write ->
                        assertThatThrownBy(() -> write.accept("b")).isInstanceOf(UnsupportedOperationException.class));
        assertThatThrownBy(() -> block.add("b", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(written(block)).containsExactly("a=1");
    }

    @Test
    void codecLooksNothingUpInIt() {
        FieldBlock block =
                FieldBlock.request(HttpMethod.GET.asciiName(), false, "/", new DefaultHttpHeaders().set("a", "1"));
        assertThat(block.contains("a", "1", false)).isFalse();
        assertThat(Arrays.asList(block.method(), block.scheme(), block.authority(), block.path()))
                .containsOnlyNulls();
    }
}
