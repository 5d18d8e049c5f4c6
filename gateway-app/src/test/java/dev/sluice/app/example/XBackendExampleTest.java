package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class XBackendExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("xbackend");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest.Answer get(String path) {
        return example.to("shop", 80).host("shop.example.com").path(path);
    }

    @Test
    void selectedPodAnswersAndTheFirstAnswerBeginsASession() {
        var answer = get("/");

        assertThat(answer.backend()).isEqualTo("first");
        assertThat(answer.headers().get("set-cookie")).startsWith("cart=");
    }

    @Test
    void protocolIsThatOfTheXBackend() {
        var answer = get("/catalog");

        assertThat(answer.backend()).isEqualTo("second");
        assertThat(answer.seenProtocol()).isEqualTo("HTTP/2.0");
    }

    @Test
    void trafficFollowsTheLabelsOfPods() {
        example.edit("backends.yaml", "matchLabels: {app: catalog}", "matchLabels: {app: other}");
        await().until(() -> get("/catalog").status() == 503);

        example.edit("backends.yaml", "labels: {app: catalog}", "labels: {app: other}");
        await().until(() -> get("/catalog").status() == 200);
        example.edit("backends.yaml", "{app: other}", "{app: catalog}");
        await().until(() -> get("/catalog").status() == 200);
    }
}
