package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.WriteBackoff;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.status.write.StatusWriter.Outcome;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class StatusWriterTest {

    private static final String GATEWAY = "/apis/gateway.networking.k8s.io/v1/namespaces/shop/gateways/gw";
    private static final String OBJECT = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway,
             metadata: {namespace: shop, name: gw, generation: 1, resourceVersion: '0'}}""";
    private static final ObjectNode WANTED = (ObjectNode) FlowYaml.read(
            "{conditions: [{type: Accepted, status: 'True', observedGeneration: 1, reason: R, message: m}]}");

    private final FakeLeadership leadership = new FakeLeadership();
    private final WriteCounters counters = new WriteCounters();
    private FakeApiServer server;
    private KubernetesClient client;
    private StatusWriter writer;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        server.cluster().put((ObjectNode) FlowYaml.read(OBJECT));
        client = Clients.of(server);
        var clock = InstantSource.fixed(Instant.EPOCH);
        var pace = new WritePace(new WriteBackoff(clock), () -> 0);
        writer = new StatusWriter(new ApiServer(client), leadership, "us", clock, pace, counters);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private JsonNode status() {
        return Objects.requireNonNull(server.find(GATEWAY)).path("status");
    }

    private long patches() {
        return server.targets().stream()
                .filter(it -> it.equals("PATCH " + GATEWAY + "/status?fieldManager=us"))
                .count();
    }

    /** What was read before the object became another. */
    private static StoredStatus stale() {
        return StoredStatus.of((ObjectNode) FlowYaml.read(OBJECT));
    }

    @Test
    void objectThatHasChangedIsReadAndComparedAnew() {
        assertThat(writer.write(stale(), WANTED))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.object().status())
                                .isEqualTo(status())
                                .isNotEmpty());
        assertThat(patches()).isEqualTo(2);
    }

    @Test
    void whoLosesTheLeadMeanwhileWritesNoMore() {
        server.beforePatch(() -> leadership.lead(false));

        assertThat(writer.write(stale(), WANTED)).isInstanceOf(Outcome.Postponed.class);
        assertThat(status()).isEmpty();
    }

    @Test
    void whoIsAlwaysTooLateTriesLater() {
        server.beforePatch(() -> server.cluster().edit("Gateway", "shop", "gw", "{}"));

        assertThat(writer.write(stale(), WANTED)).isEqualTo(new Outcome.Postponed(Duration.ofSeconds(30)));
        assertThat(patches()).isEqualTo(5);
        assertThat(counters.failures()).isEqualTo(1);
    }
}
