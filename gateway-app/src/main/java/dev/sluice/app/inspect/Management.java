package dev.sluice.app.inspect;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The actuator of a running gateway.
 *
 * @param base such as {@code http://127.0.0.1:9090}
 */
public record Management(String base) implements Listings {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** A port of this machine, {@code host:port}, or a URL. */
    static Management of(String place) {
        String base = place.chars().allMatch(Character::isDigit) ? "127.0.0.1:" + place : place;
        return new Management(base.contains("://") ? base : "http://" + base);
    }

    /**
     * What the actuator answers.
     *
     * @param path such as {@code /actuator/sluice/mesh}, with its query
     * @throws IOException where it does not; the message is for the user
     */
    public JsonNode get(String path) throws IOException {
        try {
            return JsonMapper.shared().readTree(text(path));
        } catch (JacksonException unreadable) {
            throw new IOException(base + ": no gateway answers: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * The same as it comes.
     *
     * @throws IOException where there is no answer; the message is for the user
     */
    String text(String path) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(PATIENCE)
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case OK -> response.body();
                case BAD_REQUEST ->
                    throw new IOException(JsonMapper.shared()
                            .readTree(response.body())
                            .path("error")
                            .asString("the gateway refuses the question"));
                case NOT_FOUND ->
                    throw new IOException(
                            base + ": status 404: no gateway answers this here; name its management port, on"
                                    + " its own machine");
                default ->
                    throw new IOException("%s: status %d (expected: 200)".formatted(base, response.statusCode()));
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(base + ": interrupted", interrupted);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            throw new IOException(base + ": no gateway answers: " + unreadable.getMessage(), unreadable);
        } catch (java.net.ConnectException refused) {
            throw new IOException(base + ": no gateway answers; start one, or name its management port", refused);
        }
    }

    /**
     * The same as a value.
     *
     * @throws IOException also where a gateway of another version answers something else
     */
    <T> T get(String path, Class<T> type) throws IOException {
        return value(get(path), type);
    }

    @Override
    public List<JsonNode> pages(String name) throws IOException {
        List<JsonNode> pages = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonNode page = get("/actuator/sluice/" + name + (after.isEmpty() ? "" : "?after=" + encoded(after)));
            pages.add(page);
            after = next(page);
        }
        return pages;
    }

    /** What to ask with as {@code after} for the next page; null at the end. */
    static @Nullable String next(JsonNode page) {
        return page.path("next").isString() ? page.path("next").stringValue() : null;
    }

    /** As a value of a query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
