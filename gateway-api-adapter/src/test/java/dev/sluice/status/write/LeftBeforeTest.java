package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LeftBeforeTest {

    private static final ObjectKey GATEWAY = new ObjectKey("Gateway", new ObjectName("shop", "a"));
    private static final ObjectKey SET = new ObjectKey("ListenerSet", new ObjectName("shop", "a"));

    private FakeApiServer server;
    private KubernetesClient client;
    private FakeStoredObjects stored;
    private LeftBefore left;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        stored = new FakeStoredObjects(server.cluster());
        left = new LeftBefore(new ApiServer(client), "us");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void put(String kind, String spec, String programmed, String managers) {
        server.cluster().put((ObjectNode) FlowYaml.read("""
                {apiVersion: gateway.networking.k8s.io/v1, kind: %s,
                 metadata: {namespace: shop, name: a, generation: 3, managedFields: [%s]},
                 spec: {%s},
                 status: {conditions: [{type: Programmed, status: '%s', observedGeneration: 2}]}}""".formatted(kind, managers, spec, programmed)));
    }

    private void putClass() {
        server.cluster().put((ObjectNode) FlowYaml.read(
                "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: gone}}"));
    }

    private static String manager(String name, int second) {
        return "{manager: %s, subresource: status, time: '2026-05-01T12:00:0%dZ'}".formatted(name, second);
    }

    @Nested
    class AGateway {

        @Test
        void isLeftWhereItsClassIsGoneAndWeWroteItsStatus() {
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1));

            assertThat(left.look(stored, Set.of())).containsOnly(Map.entry(GATEWAY, 2L));
        }

        @Test
        void isAskedForOnceUntilAnotherLeads() {
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1));
            assertThat(left.look(stored, Set.of())).isNotEmpty();
            assertThat(left.look(stored, Set.of())).isEmpty();

            left.end();

            assertThat(left.look(stored, Set.of())).isNotEmpty();
        }

        @Test
        void ofAClassThatIsThereIsNot() {
            putClass();
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1));

            assertThat(left.look(stored, Set.of())).isEmpty();
        }

        @Test
        void whoseStatusOthersWroteIsNot() {
            put("Gateway", "gatewayClassName: gone", "True", manager("others", 1));
            assertThat(left.look(stored, Set.of())).isEmpty();

            left.end();
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1) + ", " + manager("others", 2));
            assertThat(left.look(stored, Set.of())).isEmpty();

            left.end();
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1) + ", " + manager("others", 1));
            assertThat(left.look(stored, Set.of())).isEmpty();
        }

        @Test
        void ofAClassThatNoneCanBeCalledIsNotAskedFor() {
            put("Gateway", "gatewayClassName: '../gatewayclasses/gone'", "True", manager("us", 1));

            assertThat(left.look(stored, Set.of())).isEmpty();
            assertThat(server.targets()).noneMatch(target -> target.contains("gatewayclasses"));
        }

        @Test
        void thatSaysNothingOrIsOursIsNotAskedFor() {
            put("Gateway", "gatewayClassName: gone", "Unknown", manager("us", 1));
            assertThat(left.look(stored, Set.of())).isEmpty();

            left.end();
            put("Gateway", "gatewayClassName: gone", "True", manager("us", 1));
            assertThat(left.look(stored, Set.of(GATEWAY))).isEmpty();
            assertThat(server.targets()).isEmpty();
        }
    }

    @Nested
    class AListenerSet {

        @Test
        void isLeftWithItsGateway() {
            put("ListenerSet", "parentRef: {name: a}", "True", manager("us", 1));
            put("Gateway", "gatewayClassName: gone", "True", manager("others", 1));

            assertThat(left.look(stored, Set.of())).containsOnlyKeys(SET);
        }

        @Test
        void isLeftWhereItsGatewayIsGone() {
            put("ListenerSet", "parentRef: {name: a}", "True", manager("us", 1));

            assertThat(left.look(stored, Set.of())).containsOnlyKeys(SET);
        }

        @Test
        void isNotWhereItsGatewayHasAClass() {
            putClass();
            put("ListenerSet", "parentRef: {name: a}", "True", manager("us", 1));
            put("Gateway", "gatewayClassName: gone", "True", manager("others", 1));

            assertThat(left.look(stored, Set.of())).isEmpty();
        }
    }
}
