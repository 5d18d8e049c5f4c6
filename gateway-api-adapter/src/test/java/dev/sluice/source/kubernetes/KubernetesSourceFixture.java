package dev.sluice.source.kubernetes;

import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A source of a cluster that a test makes. */
abstract class KubernetesSourceFixture {

    static final String GATEWAY_API = "gateway.networking.k8s.io/";
    static final ObjectName CART = new ObjectName("shop", "cart");

    final AtomicInteger pictures = new AtomicInteger();
    final AtomicInteger changesOfStored = new AtomicInteger();
    FakeApiServer server;
    KubernetesClient client;
    KubernetesSource source;

    /** Long, for machines that have much else to do. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        source = make(List.of());
    }

    @AfterEach
    void end() {
        source.close();
        client.close();
        server.close();
    }

    KubernetesSource make(List<String> namespaces) {
        return make(new KubernetesSource.Settings(namespaces, List.of(), null, _ -> false, Duration.ofMillis(100)));
    }

    KubernetesSource make(KubernetesSource.Settings settings) {
        var made = new KubernetesSource(client, settings, HeapGuard.unlimited());
        made.onChange(_ -> changesOfStored.incrementAndGet());
        return made;
    }

    void startWhole() {
        source.start(pictures::incrementAndGet);
        soon().until(() -> source.current().complete());
    }

    ClusterState state() {
        return source.current().state();
    }

    static String route(String name, String path) {
        return """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute",
                 "metadata":{"namespace":"shop","name":"%s","generation":1,"managedFields":[{"manager":"kubectl"}]},
                 "spec":{"parentRefs":[{"name":"web"}],"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"%s"}}]}]}}
                """.formatted(name, path);
    }

    static String namespace(String name) {
        return """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}
                """.formatted(name);
    }

    static String secret(String name, String type) {
        return """
                {"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"shop","name":"%s"},"type":"%s","data":{}}
                """.formatted(name, type);
    }

    String pathOfCart() {
        HttpRoute cart = (HttpRoute) state().all(Kinds.HTTP_ROUTE).get(CART);
        return cart == null
                ? "none"
                : cart.spec().rules().getFirst().matches().getFirst().path().value();
    }
}
