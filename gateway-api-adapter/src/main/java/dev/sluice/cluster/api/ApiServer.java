package dev.sluice.cluster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.text.LogLine;
import dev.sluice.text.Unreached;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and changes objects as trees by the HTTP side of the Kubernetes client, one request for each call: the client's
 * own patches read the object first. Called by any thread, which it blocks for 15 s at most, unless {@link #within}
 * says otherwise.
 *
 * <p>Every method throws {@link UnavailableException} if the API server does not answer, or cannot for now.
 */
public final class ApiServer {

    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Of waiting for a server that asks for it. */
    private static final long MOST_SECONDS = 60;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final KubernetesClient client;
    private final Duration patience;

    /** Asks by a client that is closed by whoever has made it. */
    public ApiServer(KubernetesClient client) {
        this(client, PATIENCE);
    }

    private ApiServer(KubernetesClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /**
     * The same API server, for those who cannot wait so long.
     *
     * @param newPatience for one request, with all that the client tries again; more than zero
     */
    public ApiServer within(Duration newPatience) {
        return new ApiServer(client, newPatience);
    }

    /** Reads an object whole. */
    public Answer read(String path) {
        return read(path, JSON);
    }

    /**
     * Reads what is at a path.
     *
     * @param accept media types in the order of preference
     */
    public Answer read(String path, String accept) {
        return send(request(path).setHeader("Accept", accept));
    }

    /**
     * Creates an object.
     *
     * @param collection the path of all objects of its kind and namespace
     */
    public Answer create(String collection, ObjectNode object) {
        return send(request(collection).post(JSON, MAPPER.writeValueAsString(object)));
    }

    /**
     * Changes some fields.
     *
     * @param patch a JSON merge patch (RFC 7396); with metadata.resourceVersion, a conflict when the object is not that
     *     one any more
     */
    public Answer patch(String path, ObjectNode patch) {
        return send(request(path).patch(MERGE_PATCH, MAPPER.writeValueAsString(patch)));
    }

    /**
     * The same, where the object has to say afterwards who has written it: see {@link LastWriter#wroteStatus}.
     *
     * @param manager the field manager
     */
    public Answer patch(String path, ObjectNode patch, String manager) {
        return patch(path + "?fieldManager=" + URLEncoder.encode(LastWriter.fieldManager(manager), UTF_8), patch);
    }

    /**
     * Deletes an object.
     *
     * @param resourceVersion the only one that may be deleted
     */
    public Answer delete(String path, String resourceVersion) {
        var options = MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.putObject("preconditions").put("resourceVersion", resourceVersion);
        return send(request(path).delete(JSON, MAPPER.writeValueAsString(options)));
    }

    private HttpRequest.Builder request(String path) {
        var server = client.getMasterUrl().toString();
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path)
                .setHeader("Accept", JSON)
                .timeout(Math.max(1, patience.multipliedBy(2).dividedBy(3).toMillis()), TimeUnit.MILLISECONDS);
    }

    private Answer send(HttpRequest.Builder builder) {
        var request = builder.build();
        var subject = request.method() + " " + request.uri().getPath();
        var response = client.getHttpClient().sendAsync(request, byte[].class);
        try {
            return answer(subject, response.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException | JacksonException failure) {
            response.cancel(true);
            throw new UnavailableException(subject + " of " + client.getMasterUrl() + ": " + Unreached.words(failure));
        } catch (InterruptedException interrupted) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnavailableException(subject + ": interrupted");
        }
    }

    private static Answer answer(String subject, HttpResponse<byte[]> response) {
        int code = response.code();
        return switch (code) {
            case 200, 201, 202 -> done(subject, response);
            case 404 -> new Answer.Gone();
            case 409 -> new Answer.Conflict();
            case 401, 408, 429 -> throw new UnavailableException(subject + ": " + code, retryAfter(response));
            default -> {
                if (code >= 400 && code < 500) {
                    yield new Answer.Refused(code, LogLine.of(message(response.body())));
                }
                throw new UnavailableException(subject + ": " + code, retryAfter(response));
            }
        };
    }

    private static Answer done(String subject, HttpResponse<byte[]> response) {
        if (MAPPER.readTree(response.body()) instanceof ObjectNode object) {
            return new Answer.Done(object);
        }
        throw new UnavailableException(subject + ": " + response.code() + " without an object");
    }

    /** API servers write seconds, never dates. */
    private static Duration retryAfter(HttpResponse<byte[]> response) {
        var seconds = response.header("Retry-After");
        try {
            return seconds == null
                    ? Duration.ZERO
                    : Duration.ofSeconds(Math.clamp(Long.parseLong(seconds), 0, MOST_SECONDS));
        } catch (NumberFormatException notSeconds) {
            return Duration.ZERO;
        }
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
