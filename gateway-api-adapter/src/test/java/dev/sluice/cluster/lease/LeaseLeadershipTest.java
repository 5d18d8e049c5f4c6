package dev.sluice.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseLeadershipTest {

    private FakeApiServer server;
    private KubernetesClient client;

    /** Long, for machines that have much else to do. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private LeaseLeadership replica(String identity) {
        return new LeaseLeadership(
                client,
                new LeaseLeadership.Settings(
                        "sluice-system",
                        "sluice",
                        identity,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100)));
    }

    @Test
    void oneReplicaLeadsAndTheNextFollowsAtOnceWhenItStops() {
        var first = replica("first");
        try (var second = replica("second")) {
            var told = new AtomicInteger();
            second.onChange(told::incrementAndGet);
            first.start();
            soon().until(first::leads);
            second.start();
            soon().pollDelay(Duration.ofMillis(500)).until(() -> !second.leads());

            first.close();

            assertThat(first.leads()).isFalse();
            soon().until(second::leads);
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void anApiServerThatIsAwayCostsTheLeadAndGivesItBack() throws IOException {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            server.stop();
            soon().until(() -> !only.leads());
            server.restart();

            soon().until(only::leads);
        }
    }

    @Test
    void aDeadlineLongerThanTheLeaseIsRefused() {
        assertThatThrownBy(() -> new LeaseLeadership.Settings(
                        "sluice-system",
                        "sluice",
                        "a",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each longer than the next");
    }
}
