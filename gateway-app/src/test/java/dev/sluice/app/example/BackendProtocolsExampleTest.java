package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

class BackendProtocolsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("backend-protocols");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void theBackendIsAskedByHttp2() {
        var answer = example.to("shop", 80).host("shop.example.com").path("/");

        assertThat(answer.backend()).isEqualTo("first");
        assertThat(answer.seenProtocol()).isEqualTo("HTTP/2.0");
    }

    @Test
    void webSocketFramesGoBothWays() {
        String echoed = HttpClient.newConnection()
                .headers(headers -> headers.set("Host", "shop.example.com"))
                .websocket()
                .uri("ws://127.0.0.1:" + example.to("shop", 80).port() + "/chat")
                .handle((frames, answers) -> answers.sendString(Mono.just("hello"))
                        .then()
                        .thenMany(frames.receive().asString().take(1)))
                .blockFirst(Duration.ofSeconds(10));

        assertThat(echoed).isEqualTo("hello");
    }
}
