package dev.sluice.infrastructure.write;

import dev.sluice.resource.ObjectName;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes Services and EndpointSlices by the HTTP side of the Kubernetes client, one request for each write: its own
 * patches read the object first.
 */
public final class KubernetesWrites implements ObjectWrites {

    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final long SECONDS_PER_TRY = 10;
    private static final long SECONDS = 15;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final Map<String, String> COLLECTIONS = Map.of(
            MadeObjects.SERVICE, "/api/v1/namespaces/%s/services",
            MadeObjects.ENDPOINT_SLICE, "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices");

    private final KubernetesClient client;

    /** Writes by a client that is closed by whoever has made it. */
    public KubernetesWrites(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Outcome create(ObjectNode object) {
        var key = ObjectKey.of(object.path("kind").asString(""), object);
        return send(request(collection(key.kind(), key.name())).post(JSON, MAPPER.writeValueAsString(object)));
    }

    @Override
    public Outcome patch(String kind, ObjectName name, ObjectNode patch) {
        return send(request(path(kind, name)).patch(MERGE_PATCH, MAPPER.writeValueAsString(patch)));
    }

    @Override
    public Outcome delete(String kind, ObjectName name, String resourceVersion) {
        var options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("resourceVersion", resourceVersion);
        var outcome = send(request(path(kind, name)).delete(JSON, MAPPER.writeValueAsString(options)));
        return outcome instanceof Outcome.Stored ? new Outcome.Deleted() : outcome;
    }

    private static String path(String kind, ObjectName name) {
        return collection(kind, name) + "/" + name.name();
    }

    private static String collection(String kind, ObjectName name) {
        return Objects.requireNonNull(COLLECTIONS.get(kind), kind).formatted(name.namespace());
    }

    private HttpRequest.Builder request(String path) {
        var server = client.getMasterUrl().toString();
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path)
                .setHeader("Accept", JSON)
                .timeout(SECONDS_PER_TRY, TimeUnit.SECONDS);
    }

    private Outcome send(HttpRequest.Builder builder) {
        var request = builder.build();
        var subject = request.method() + " " + request.uri().getPath();
        var response = client.getHttpClient().sendAsync(request, byte[].class);
        try {
            return outcome(subject, response.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException | JacksonException failure) {
            response.cancel(true);
            throw new IllegalStateException(subject + ": " + failure, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(subject + ": interrupted", interrupted);
        }
    }

    private static Outcome outcome(String subject, HttpResponse<byte[]> response) {
        return switch (response.code()) {
            case 200, 201, 202 -> new Outcome.Stored((ObjectNode) MAPPER.readTree(response.body()));
            // What is not there any more, and what is not as it was seen, will be told by a watch.
            case 404, 409 -> new Outcome.Conflict();
            case 400, 403, 422 -> new Outcome.Refused(message(response.body()));
            default -> throw new IllegalStateException(subject + ": " + response.code());
        };
    }

    /** Of the Status object that an API server answers with. */
    private static String message(byte[] body) {
        try {
            return MAPPER.readTree(body).path("message").asString("");
        } catch (JacksonException notAStatus) {
            return "";
        }
    }
}
