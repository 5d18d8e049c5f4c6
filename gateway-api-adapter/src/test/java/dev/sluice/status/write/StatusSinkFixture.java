package dev.sluice.status.write;

import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A sink of an API server that a test makes. */
abstract class StatusSinkFixture {

    static final String OURS = "sluice.dev/gateway-controller";
    static final String API = "/apis/gateway.networking.k8s.io/v1";
    static final String GATEWAY = API + "/namespaces/shop/gateways/gw";
    static final String OTHER = API + "/namespaces/shop/gateways/other";
    static final String ROUTE = API + "/namespaces/shop/httproutes/cart";
    static final Duration SOON = Duration.ofSeconds(10);

    FakeApiServer server;
    FakeStoredObjects stored;
    KubernetesClient client;
    KubernetesStatusSink sink;
    volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");
    final FakeLeadership leadership = new FakeLeadership();

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        stored = new FakeStoredObjects(server.cluster());
        put(object("Gateway", "gw"));
        put(object("Gateway", "other"));
        client = Clients.of(server);
        InstantSource clock = () -> now;
        sink = new KubernetesStatusSink(stored, leadership, client, OURS, List.of(), clock);
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.close();
        client.close();
        server.close();
    }

    static String object(String kind, String name) {
        return "{apiVersion: gateway.networking.k8s.io/v1, kind: %s, metadata: {namespace: shop, name: %s, generation: 3}}"
                .formatted(kind, name);
    }

    void put(String yaml) {
        server.cluster().put((ObjectNode) FlowYaml.read(yaml));
    }

    /** Changes something of a Gateway that is not its status. */
    void touch(String name) {
        server.cluster().edit("Gateway", "shop", name, "{}");
    }

    JsonNode status(String path) {
        return Objects.requireNonNull(server.find(path)).path("status");
    }

    long patches(String path) {
        return server.targets().stream()
                .filter(it -> it.startsWith("PATCH " + path + "/status?"))
                .count();
    }

    static Map<String, Object> condition(String type, String status) {
        return Map.of("type", type, "status", status, "observedGeneration", 3L, "reason", "Because", "message", "m");
    }

    static StatusDocument gateway(String name, String accepted) {
        return document("Gateway", name, Map.of("conditions", List.of(condition("Accepted", accepted))));
    }

    static StatusDocument document(String kind, String name, Map<String, Object> status) {
        return new StatusDocument("gateway.networking.k8s.io/v1", kind, new ObjectName("shop", name), status);
    }

    static StatusDocument route() {
        var parent = Map.of(
                "parentRef", Map.of("group", "gateway.networking.k8s.io", "kind", "Gateway", "name", "gw"),
                "controllerName", OURS,
                "conditions", List.of(condition("Accepted", "True")));
        return document("HTTPRoute", "cart", Map.of("parents", List.of(parent)));
    }

    String accepted(String path) {
        return status(path).path("conditions").values().stream()
                .filter(it -> it.path("type").asString().equals("Accepted"))
                .map(it -> it.path("status").asString())
                .findFirst()
                .orElse("none");
    }

    void awaitAccepted(String path, String status) {
        await().atMost(SOON).until(() -> accepted(path).equals(status));
    }

    /** What was asked before this was done when it returns, since one round ends before the next. */
    void awaitDone(String otherAccepted, StatusDocument... documents) {
        var all = new ArrayList<>(List.of(documents));
        all.add(gateway("other", otherAccepted));
        sink.write(all);
        awaitAccepted(OTHER, otherAccepted);
    }
}
