package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

class GrpcExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("grpc");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    /** The named header of the response; empty where it has none. */
    private static String call(String path, String header, Map<String, String> metadata) {
        var value = HttpClient.newConnection()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> {
                    headers.set("Host", "shop.example.com").set("Content-Type", "application/grpc");
                    metadata.forEach(headers::set);
                })
                .post()
                .uri("http://127.0.0.1:" + example.to("shop", 80).port() + path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(_ -> String.valueOf(response.responseHeaders().get(header, ""))))
                .block(Duration.ofSeconds(10));
        return String.valueOf(value);
    }

    @Test
    void callsOfTheServiceReachItsBackend() {
        assertThat(call("/shop.v1.Cart/Add", "x-backend", Map.of())).isEqualTo("first");
        assertThat(call("/shop.v1.Cart/Remove", "x-backend", Map.of("x-canary", "yes")))
                .isEqualTo("first");
    }

    @Test
    void aMethodWithMetadataReachesTheCanary() {
        assertThat(call("/shop.v1.Cart/Add", "x-backend", Map.of("x-canary", "yes")))
                .isEqualTo("second");
    }

    @Test
    void anotherServiceIsUnimplemented() {
        assertThat(call("/shop.v1.Order/List", "grpc-status", Map.of())).isEqualTo("12");
    }
}
