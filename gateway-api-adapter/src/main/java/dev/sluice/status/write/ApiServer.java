package dev.sluice.status.write;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The few requests that status needs, as trees. Blocks; called by any thread. */
final class ApiServer {

    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String JSON = "application/json";
    private static final long SECONDS_PER_TRY = 10;
    private static final long SECONDS = 15;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final KubernetesClient client;

    ApiServer(KubernetesClient client) {
        this.client = client;
    }

    /** What an API server says to a request. */
    sealed interface Answer {

        /** The object as it is now. */
        record Found(ObjectNode object) implements Answer {}

        /** There is no such object any more. */
        record Gone() implements Answer {}

        /** The object is not the one that was to be changed. */
        record Conflict() implements Answer {}

        /**
         * The request is wrong, or not allowed; it would be refused again.
         *
         * @param code 400-499
         * @param message of the API server
         */
        record Refused(int code, String message) implements Answer {}
    }

    /** The request may well be answered another time. */
    static final class UnavailableException extends RuntimeException {

        UnavailableException(String message) {
            super(message);
        }
    }

    /**
     * Changes the status of an object, provided that it is still as it was read.
     *
     * @param object as it was read, with metadata.resourceVersion
     * @param change the members of {@code status} that become others
     * @throws UnavailableException if the API server is away or too busy
     */
    Answer patchStatus(ObjectNode object, ObjectNode change) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put(
                        "resourceVersion",
                        object.path("metadata").path("resourceVersion").asString(""));
        patch.set("status", change);
        return send(request(ResourcePath.of(object) + "/status").patch(MERGE_PATCH, MAPPER.writeValueAsString(patch)));
    }

    /**
     * Reads an object anew.
     *
     * @throws UnavailableException if the API server is away or too busy
     */
    Answer read(ObjectNode object) {
        return send(request(ResourcePath.of(object)));
    }

    /**
     * Reads what is at a path.
     *
     * @param accept media types in the order of preference
     * @throws UnavailableException if the API server is away or too busy
     */
    Answer read(String path, String accept) {
        return send(request(path).setHeader("Accept", accept));
    }

    private HttpRequest.Builder request(String path) {
        var server = client.getMasterUrl().toString();
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path)
                .setHeader("Accept", JSON)
                .timeout(SECONDS_PER_TRY, TimeUnit.SECONDS);
    }

    private Answer send(HttpRequest.Builder builder) {
        var request = builder.build();
        var subject = request.method() + " " + request.uri().getPath();
        var response = client.getHttpClient().sendAsync(request, byte[].class);
        try {
            return answer(subject, response.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException | JacksonException failure) {
            response.cancel(true);
            throw new UnavailableException(subject + ": " + failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(subject + ": interrupted");
        }
    }

    private static Answer answer(String subject, HttpResponse<byte[]> response) {
        return switch (response.code()) {
            case 200, 201 -> new Answer.Found((ObjectNode) MAPPER.readTree(response.body()));
            case 404 -> new Answer.Gone();
            case 409 -> new Answer.Conflict();
            case 401, 408, 429 -> throw new UnavailableException(subject + ": " + response.code());
            default -> {
                if (response.code() >= 400 && response.code() < 500) {
                    yield new Answer.Refused(response.code(), message(response.body()));
                }
                throw new UnavailableException(subject + ": " + response.code());
            }
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
