package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.source.ResourceSource;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import dev.sluice.upstream.RawBackend;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Whatever tenants write, requests of a gateway in a cluster do not end in its own pod. On real sockets. */
final class ClusterReachTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ALLOWED = "sluice.kubernetes.external-names=allow";

    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private FakeApiServer server;
    private RawBackend inside;
    private ReactiveWebApplicationContextRunner runner;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        inside = RawBackend.answering();
        runner = new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withBean(Config.class, () -> Clients.config(server))
                .withPropertyValues(
                        "management.health.kubernetes.enabled=false",
                        "management.info.kubernetes.enabled=false",
                        "sluice.kubernetes.enabled=true",
                        "sluice.kubernetes.pod-name=here",
                        "sluice.infrastructure.port-range=%d-%d".formatted(port, port));
        StoredGateway.putGateway(server, port);
        put("""
                apiVersion: v1
                kind: Service
                metadata: {name: inside, namespace: shop}
                spec: {ports: [{port: 80, targetPort: %d, protocol: TCP}]}
                """.formatted(inside.port()));
    }

    @AfterEach
    void end() throws IOException {
        inside.close();
        server.close();
        http.close();
    }

    private void put(String yaml) {
        StoredGateway.put(server, yaml);
    }

    /** A route of every request to the Service {@code inside}. */
    private void putRoute(String rule) {
        put("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: web, namespace: shop, generation: 1}
                spec:
                  parentRefs: [{name: gw}]
                  rules: [%s]
                """.formatted(rule));
    }

    private void putSlice(String addressType, String address) {
        put("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: inside-1, namespace: shop, labels: {kubernetes.io/service-name: inside}}
                addressType: %s
                endpoints: [{addresses: ["%s"]}]
                ports: [{port: %d, protocol: TCP}]
                """.formatted(addressType, address, inside.port()));
    }

    private void putExternalName(String name) {
        put("""
                apiVersion: v1
                kind: Service
                metadata: {name: inside, namespace: shop}
                spec: {type: ExternalName, externalName: %s, ports: [{port: %d, protocol: TCP}]}
                """.formatted(name, inside.port()));
    }

    private static String forward(int servicePort) {
        return "{backendRefs: [{name: inside, port: %d}]}".formatted(servicePort);
    }

    /** The status of the answer when all that is there is served. */
    private int answer(String... properties) {
        int[] status = new int[1];
        runner.withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            await().atMost(PATIENCE)
                    .until(() -> context.getBean(ResourceSource.class).current().complete());
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                status[0] = http.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                return status[0] != 404;
            });
        });
        return status[0];
    }

    @Test
    void sliceThatLeadsToLoopbackIsABadGateway() {
        putSlice("IPv4", "127.0.0.1");
        putRoute(forward(80));
        assertThat(answer()).isEqualTo(502);
        assertThat(inside.opened()).isZero();
    }

    @Test
    void retriesDoNotLeadThereEither() {
        putSlice("IPv4", "127.0.0.1");
        putRoute("{retry: {attempts: 3, codes: [502], backoff: 1ms}, backendRefs: [{name: inside, port: 80}]}");
        assertThat(answer()).isEqualTo(502);
        assertThat(inside.opened()).isZero();
    }

    @Test
    void mirrorsDoNotLeadThereEither() {
        putSlice("IPv4", "127.0.0.1");
        putRoute("""
                {filters: [{type: RequestMirror, requestMirror: {backendRef: {name: inside, port: 80}}},
                           {type: RequestMirror, requestMirror: {backendRef: {name: inside, port: 80}}}],
                 backendRefs: [{name: inside, port: 80}]}
                """);
        assertThat(answer()).isEqualTo(502);
        assertThat(inside.opened()).isZero();
    }

    @Test
    void externalNameIsNotFollowedUnlessAllowed() {
        putExternalName("localhost");
        putRoute(forward(inside.port()));
        assertThat(answer()).isEqualTo(500);
        assertThat(inside.opened()).isZero();
    }

    @Test
    void externalNameThatIsAllowedDoesNotLeadToLoopback() {
        putExternalName("localhost");
        putRoute(forward(inside.port()));
        assertThat(answer(ALLOWED)).isEqualTo(502);
        assertThat(inside.opened()).isZero();
    }

    @Test
    void otherAddressesOfThePodAreNoWayRound() throws IOException {
        var own = address();
        assumeThat(own).isPresent();
        inside.close();
        inside = RawBackend.answeringAt(own.get());
        putSlice("IPv4", own.get().getHostAddress());
        putRoute(forward(80));
        assertThat(answer()).isEqualTo(502);
        assertThat(inside.opened()).isZero();
    }

    private static Optional<InetAddress> address() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }
}
