package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MirroringExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("mirroring");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void theMirrorSeesEachOrderAndTheClientTheOldVersionAlone() {
        int before = servedByNew();
        for (int i = 0; i < 5; i++) {
            assertThat(example.to("shop", 80)
                            .host("shop.example.com")
                            .post()
                            .path("/orders")
                            .backend())
                    .isEqualTo("first");
        }
        AtomicInteger asked = new AtomicInteger();
        await().untilAsserted(() -> assertThat(servedByNew() - before).isEqualTo(5 + asked.incrementAndGet()));
    }

    private static int servedByNew() {
        return example.to("shop", 80).host("new.example.com").path("/").served();
    }
}
