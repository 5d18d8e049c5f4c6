package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** Two whole applications on one API server, which leave each other alone. */
final class TwoInstallationsTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration QUIET = Duration.ofSeconds(3);

    private FakeApiServer server;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private ReactiveWebApplicationContextRunner installation(String name, String controller, String... others) {
        int port = FreePorts.next();
        server.cluster().put("""
                {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "addressType": "IPv4",
                 "metadata": {"name": "pods", "namespace": "%s", "labels": {"kubernetes.io/service-name": "data-plane"}},
                 "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true}}]}""".formatted(name));
        return new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withBean("apiServer", Config.class, () -> Clients.config(server))
                .withPropertyValues(
                        "sluice.kubernetes.enabled=true",
                        "sluice.kubernetes.pod-name=" + name,
                        "sluice.kubernetes.pod-namespace=" + name,
                        "sluice.listen.address=127.0.0.1",
                        "sluice.infrastructure.data-plane-service=data-plane",
                        "sluice.infrastructure.port-range=" + port + "-" + port,
                        "sluice.controller-name=" + controller)
                .withPropertyValues(others);
    }

    private void gatewayClass(String name, String controller, String parametersNamespace) {
        var parameters = parametersNamespace.isEmpty() ? "" : """
                , "parametersRef": {"group": "sluice.dev", "kind": "GatewayParameters", "name": "edge", "namespace": "%s"}""".formatted(parametersNamespace);
        server.cluster().put("""
                {"kind": "GatewayClass", "apiVersion": "gateway.networking.k8s.io/v1",
                 "metadata": {"name": "%s", "generation": 1}, "spec": {"controllerName": "%s"%s}}""".formatted(name, controller, parameters));
    }

    private void gateway(String namespace, String className) {
        server.cluster().put("""
                {"kind": "Gateway", "apiVersion": "gateway.networking.k8s.io/v1",
                 "metadata": {"name": "gw", "namespace": "%s", "uid": "uid-%s", "generation": 1},
                 "spec": {"gatewayClassName": "%s",
                   "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}}""".formatted(namespace, namespace, className));
        server.cluster().put("""
                {"kind": "GatewayParameters", "apiVersion": "sluice.dev/v1alpha1", "metadata": {"name": "edge", "namespace": "%s"},
                 "spec": {"service": {"type": "ClusterIP"}}}""".formatted(namespace));
    }

    private void awaitEndpoints(String namespace, String className) {
        await().atMost(SOON)
                .until(() -> server.find("/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices/gw-"
                                + className + "-ipv4")
                        != null);
        await().atMost(SOON)
                .until(() -> condition(
                                "/apis/gateway.networking.k8s.io/v1/namespaces/" + namespace + "/gateways/gw",
                                "Accepted")
                        .equals("True"));
    }

    private String condition(String path, String type) {
        JsonNode object = Objects.requireNonNull(server.find(path));
        return object.path("status").path("conditions").values().stream()
                .filter(it -> it.path("type").asString("").equals(type))
                .map(it -> it.path("status").asString(""))
                .findFirst()
                .orElse("");
    }

    /** But for renewals of Leases. */
    private List<String> writes() {
        return server.targets().stream()
                .filter(it -> !it.startsWith("GET ") && !it.contains("/leases"))
                .toList();
    }

    @Test
    void withTwoNamesWriteNothingThatIsTheOthers() {
        gatewayClass("one", "sluice.dev/gateway-controller", "");
        gatewayClass("two", "example.com/edge", "");
        gateway("first", "one");
        gateway("second", "two");
        installation("a", "sluice.dev/gateway-controller")
                .run(one -> installation("b", "example.com/edge").run(two -> {
                    awaitEndpoints("first", "one");
                    awaitEndpoints("second", "two");
                    var seen = new int[1];
                    await().atMost(SOON).until(() -> seen[0] == (seen[0] = writes().size()) && seen[0] > 0);

                    int settled = writes().size();
                    await().during(QUIET).atMost(SOON).until(() -> writes().size() == settled);

                    assertThat(writes()).as("neither deletes").noneMatch(it -> it.startsWith("DELETE"));
                    assertThat(server.find("/apis/coordination.k8s.io/v1/namespaces/a/leases/sluice"))
                            .isNotNull();
                    assertThat(server.find("/apis/coordination.k8s.io/v1/namespaces/b/leases/sluice"))
                            .as("the other has another Lease")
                            .isNull();
                }));
    }

    /** Of which only one may read the parameters of the class. */
    @Test
    void withOneNameAndNamespacesOfTheirOwnDoNotWriteForEver() {
        gatewayClass("one", "sluice.dev/gateway-controller", "first");
        gateway("first", "one");
        gateway("second", "one");
        installation("a", "sluice.dev/gateway-controller", "sluice.kubernetes.namespaces=a,first")
                .run(one -> installation("b", "sluice.dev/gateway-controller", "sluice.kubernetes.namespaces=b,second")
                        .run(two -> {
                            awaitEndpoints("first", "one");
                            var path = "/apis/gateway.networking.k8s.io/v1/gatewayclasses/one";
                            await().atMost(SOON)
                                    .until(() -> condition(path, "Accepted").equals("True"));
                            int settled = writes().size();

                            await().during(QUIET).atMost(SOON).until(() -> writes().size() <= settled + 8);

                            assertThat(condition(path, "Accepted")).isEqualTo("True");
                        }));
    }
}
