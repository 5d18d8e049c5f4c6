package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A limit of retries is the same in both lanes. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class RetryConstraintLaneTest extends GatewayOfEachLane {

    private final AtomicInteger asked = new AtomicInteger();
    private final RawBackend backend = new RawBackend(peer -> {
        while (peer.readHead()) {
            asked.incrementAndGet();
            peer.write("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
        }
    });

    @AfterEach
    void close() throws IOException {
        backend.close();
    }

    @Test
    void retriesOverBudgetAreAnswered503() {
        var allowance = new RetryAllowance(0, Duration.ofHours(1), 3, Duration.ofHours(1));
        gateway.apply(Configs.of(
                1,
                gateway.dataPort,
                new Backend(Configs.BACKEND, BackendProtocol.HTTP, List.of(backend.endpoint()), List.of()),
                Configs.route("limited", new Retry(Set.of(502), 2, Duration.ofMillis(1)), allowance)));

        assertThat(gateway.get("/").status()).isEqualTo(502);
        for (int i = 0; i < 10; i++) {
            var refused = gateway.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("retry-after", "1");
        }
        assertThat(asked).hasValue(11 + 3);
    }
}
