package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import reactor.core.publisher.Mono;

/** With a Redis of this machine. */
@NeedsProgram("redis-server")
final class RedisConnectionsTest {

    /** More than there are threads for what follows answers. */
    private static final int LOOKUPS = 4;

    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    @Test
    void resetDoesNotWaitForCommandsThatFollowAnAnswer() throws Exception {
        try (RedisServer server = RedisServer.started()) {
            var connections = RedisConnections.to(LettuceConnections.to(server));
            var commands = connections.operations();
            for (int i = 0; i < LOOKUPS; i++) {
                // The reset may end them.
                var _ = Detached.of(twoLookups(commands)).subscribe(_ -> {}, _ -> {});
            }
            assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();

            Thread resetting = Thread.ofPlatform().daemon().start(connections::reset);
            await().until(() ->
                    resetting.getState() == Thread.State.WAITING || resetting.getState() == Thread.State.TERMINATED);
            resumed.countDown();

            assertThat(resetting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(commands.hasKey("k").block(Duration.ofSeconds(10))).isFalse();
            connections.close();
        }
    }

    private Mono<Boolean> twoLookups(ReactiveRedisOperations<String, Object> commands) {
        return commands.hasKey("k").flatMap(_ -> {
            answered.countDown();
            try {
                assertThat(resumed.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return commands.hasKey("k");
        });
    }
}
