package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Ctrl-C waits for. */
class StopTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TRIES = 3;

    /** The fastest of some: a machine that has much else to do may be slow, but not each time. */
    @Test
    void anIdleGatewayStopsWithinASecond() {
        Duration fastest = PATIENCE;
        for (int i = 0; i < TRIES && fastest.compareTo(SOON) >= 0; i++) {
            RunningExample example = RunningExample.start("simple-gateway");
            assertThat(example.to("shop", 80).path("/").status()).isEqualTo(200);
            long begin = System.nanoTime();
            example.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        assertThat(fastest).isLessThan(SOON);
    }

    @Test
    void aRunningRequestIsAnsweredBeforeTheGatewayStops() {
        try (RunningExample example = RunningExample.start("simple-gateway")) {
            TestRequest slow = example.to("shop", 80);
            var answer = CompletableFuture.supplyAsync(() -> slow.path("/?delay=2s"));
            await().atMost(PATIENCE).until(() -> example.connections("shop", 80) == 1);

            example.stop();

            assertThat(answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join()
                            .status())
                    .isEqualTo(200);
        }
    }
}
