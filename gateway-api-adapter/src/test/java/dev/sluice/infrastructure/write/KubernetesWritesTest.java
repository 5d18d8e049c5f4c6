package dev.sluice.infrastructure.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.infrastructure.write.ObjectWrites.Outcome;
import dev.sluice.resource.ObjectName;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The requests that an API server gets. */
final class KubernetesWritesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectName NAME = new ObjectName("shop", "gw-sluice");
    private static final String STORED = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "gw-sluice", "namespace": "shop",
              "resourceVersion": "7"}, "spec": {"clusterIP": "10.0.0.1"}}""";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer server;
    private KubernetesClient client;
    private KubernetesWrites writes;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        writes = new KubernetesWrites(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void createPostsTheWholeObjectIntoItsNamespace() {
        var outcome = writes.create(json("""
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                 "metadata": {"name": "gw-sluice-ipv4", "namespace": "shop"}, "ports": [{"port": 20000}]}"""));

        assertThat(outcome).isEqualTo(new Outcome.Stored(json(STORED)));
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request)
                    .startsWith("POST /apis/discovery.k8s.io/v1/namespaces/shop/endpointslices application/json ");
            assertThat(body(request)).isEqualTo(json("""
                    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                     "metadata": {"name": "gw-sluice-ipv4", "namespace": "shop"}, "ports": [{"port": 20000}]}"""));
        });
    }

    @Test
    void patchIsAMergePatchAndNullRemoves() {
        var patch = "{\"metadata\":{\"resourceVersion\":\"7\",\"labels\":{\"a\":null}}}";

        assertThat(writes.patch("Service", NAME, json(patch))).isEqualTo(new Outcome.Stored(json(STORED)));

        assertThat(requests)
                .containsExactly(
                        "PATCH /api/v1/namespaces/shop/services/gw-sluice application/merge-patch+json " + patch);
    }

    @Test
    void everyWriteIsOneRequest() {
        writes.create(json(STORED));
        writes.patch("Service", NAME, json("{}"));
        writes.delete("Service", NAME, "7");

        assertThat(requests).hasSize(3);
    }

    @Test
    void deleteIsForTheVersionThatWasSeen() {
        assertThat(writes.delete("Service", NAME, "7")).isEqualTo(new Outcome.Deleted());

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request).startsWith("DELETE /api/v1/namespaces/shop/services/gw-sluice ");
            assertThat(body(request)
                            .path("preconditions")
                            .path("resourceVersion")
                            .asString())
                    .isEqualTo("7");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409})
    void whatIsNotAsItWasSeenIsAConflict(int code) {
        status = code;

        assertThat(writes.patch("Service", NAME, json("{}"))).isEqualTo(new Outcome.Conflict());
        assertThat(writes.create(json(STORED))).isEqualTo(new Outcome.Conflict());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void whatTheServerWillNeverTakeIsRefused(int code) {
        status = code;

        assertThat(writes.create(json(STORED))).isEqualTo(new Outcome.Refused("so it is"));
    }

    @Test
    void serverThatCannotForNowIsAFailure() {
        status = 503;

        assertThatThrownBy(() -> writes.create(json(STORED)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("503");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add("%s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            var body = (status == 200
                            ? STORED
                            : "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"message\": \"so it is\", \"code\": %d}"
                                    .formatted(status))
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ObjectNode body(String request) {
        return json(request.substring(request.indexOf('{')));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text);
    }
}
