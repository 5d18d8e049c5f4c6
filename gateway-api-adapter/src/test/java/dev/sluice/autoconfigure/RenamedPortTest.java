package dev.sluice.autoconfigure;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.ResourceSource;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpBackend;
import dev.sluice.upstream.AddressGuard;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/**
 * A Service whose port gets another name is served without a gap, though it and its EndpointSlice arrive one after the
 * other. On real sockets.
 */
final class RenamedPortTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectName CART = new ObjectName("shop", "cart");
    private static final ObjectName SLICE = new ObjectName("shop", "cart-1");

    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private FakeApiServer server;
    private HttpBackend backend;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        backend = HttpBackend.start(it -> it.handle((_, response) -> response.send()));
        StoredGateway.putGateway(server, port);
        put("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: shop, generation: 1}
                spec:
                  parentRefs: [{name: gw}]
                  rules: [{backendRefs: [{name: cart, port: 80}]}]
                """);
    }

    @AfterEach
    void end() {
        backend.close();
        server.close();
        http.close();
    }

    private void put(String yaml) {
        StoredGateway.put(server, yaml);
    }

    private void putService(String portName, String targetPort) {
        put("""
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: shop}
                spec: {selector: {app: cart}, ports: [{name: %s, port: 80, targetPort: %s, protocol: TCP}]}
                """.formatted(portName, targetPort));
    }

    private void putSlice(String portName) {
        put("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: cart-1
                  namespace: shop
                  labels:
                    kubernetes.io/service-name: cart
                    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
                addressType: IPv4
                endpoints: [{addresses: ["127.0.0.1"]}]
                ports: [{name: %s, port: %d, protocol: TCP}]
                """.formatted(portName, backend.port()));
    }

    private int status() {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException refused) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"true,web", "false,web", "true,8080", "false,8080"})
    void isServedWithoutAGap(boolean serviceFirst, String targetPort) {
        putService("p0", targetPort);
        putSlice("p0");
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withBean(Config.class, () -> Clients.config(server))
                .withBean(AddressGuard.class, () -> AddressGuard.NONE)
                .withPropertyValues(
                        "management.health.kubernetes.enabled=false",
                        "management.info.kubernetes.enabled=false",
                        "sluice.kubernetes.enabled=true",
                        "sluice.kubernetes.pod-name=here",
                        "sluice.infrastructure.port-range=%d-%d".formatted(port, port))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    await().atMost(PATIENCE).until(() -> status() == 200);
                    var source = context.getBean(ResourceSource.class);
                    var over = new CountDownLatch(1);
                    var client = Thread.ofVirtual().start(() -> {
                        while (over.getCount() > 0) {
                            (status() == 200 ? answered : failed).incrementAndGet();
                        }
                    });
                    for (int i = 1; i <= 5; i++) {
                        String name = "p" + i;
                        rename(source, serviceFirst, name, targetPort);
                        rename(source, !serviceFirst, name, targetPort);
                    }
                    over.countDown();
                    client.join();
                });

        assertThat(failed).hasValue(0);
        assertThat(answered.get()).isGreaterThan(10);
    }

    /** One of the two, and some requests while the other has the former name. */
    private void rename(ResourceSource source, boolean service, String name, String targetPort)
            throws InterruptedException {
        if (service) {
            putService(name, targetPort);
            await().atMost(PATIENCE)
                    .until(() ->
                            Objects.requireNonNull(source.current()
                                            .state()
                                            .all(Kinds.SERVICE)
                                            .get(CART))
                                    .ports()
                                    .stream()
                                    .allMatch(it -> it.name().equals(name)));
        } else {
            putSlice(name);
            await().atMost(PATIENCE)
                    .until(
                            () -> Objects.requireNonNull(source.current()
                                            .state()
                                            .all(Kinds.ENDPOINT_SLICE)
                                            .get(SLICE))
                                    .ports()
                                    .stream()
                                    .allMatch(it -> it.name().equals(name)));
        }
        int before = answered.get() + failed.get();
        await().atMost(PATIENCE).pollInterval(1, MILLISECONDS).until(() -> answered.get() + failed.get() > before + 20);
    }
}
