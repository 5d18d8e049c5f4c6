package dev.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRequestTest {

    @Test
    void callOfGrpcIsAPostByHttp2() {
        assertThat(new SampleRequest(false, 8080, "localhost", false, "/shop.Cart/Add", true).curl())
                .isEqualTo("curl --http2-prior-knowledge -X POST -H 'Content-Type: application/grpc'"
                        + " http://localhost:8080/shop.Cart/Add");
    }

    @Test
    void nameIsAHeaderInClearText() {
        assertThat(new SampleRequest(false, 8080, "shop.example.com", false, "/cart", false).curl())
                .isEqualTo("curl -H 'Host: shop.example.com' http://localhost:8080/cart");
    }

    @Test
    void localhostNeedsNoHeader() {
        assertThat(new SampleRequest(false, 8080, "localhost", false, "/", false).curl())
                .isEqualTo("curl http://localhost:8080/");
    }

    @Test
    void nameIsAHeaderWhereTheListenerTakesEveryName() {
        assertThat(new SampleRequest(true, 8443, "shop.example.com", false, "/", false).curl())
                .isEqualTo("curl -k -H 'Host: shop.example.com' https://localhost:8443/");
    }

    @Test
    void nameIsInTheHandshakeWhereItChoosesTheListener() {
        assertThat(new SampleRequest(true, 8443, "shop.example.com", true, "/", false).curl())
                .isEqualTo("curl -k --resolve shop.example.com:8443:127.0.0.1 https://shop.example.com:8443/");
    }

    /** The line is there to be pasted into a shell, and a path may hold whatever the CRD's pattern allows. */
    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/a&b", "/$(b)", "/it's", "/!a*'()", "/~me", "/%2F+=@:,"})
    void pathIsOneWordOfAShell(String path) throws IOException, InterruptedException {
        var line = new SampleRequest(false, 8080, "localhost", false, path, false).curl();

        assertThat(wordsOf(line)).containsExactly("curl", "http://localhost:8080" + path);
    }

    private static List<String> wordsOf(String line) throws IOException, InterruptedException {
        var shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line).start();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return words.lines().toList();
    }
}
