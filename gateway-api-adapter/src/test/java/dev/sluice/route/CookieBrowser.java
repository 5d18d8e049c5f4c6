package dev.sluice.route;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks for pages as a browser does, and keeps cookies by their name, whatever their other attributes. */
final class CookieBrowser implements AutoCloseable {

    private static final int MOST_REDIRECTS = 10;

    private final HttpClient client = HttpClient.newHttpClient();
    final Map<String, String> cookies = new LinkedHashMap<>();
    /** Sent with each request. */
    final Map<String, String> headers = new TreeMap<>(Map.of("Accept", "text/html,*/*"));
    /** Addresses of the last page, and of those that led to it. */
    final List<URI> hops = new ArrayList<>();
    /** Set-Cookie headers of the last page and its redirects. */
    final List<String> set = new ArrayList<>();

    /** One request, without its redirects. */
    HttpResponse<String> ask(URI uri, String method) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            List<String> pairs = new ArrayList<>();
            cookies.forEach((name, value) -> pairs.add(name + "=" + value));
            request.header("Cookie", String.join("; ", pairs));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            hops.add(uri);
            return response;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> ask(URI uri) {
        return ask(uri, "GET");
    }

    /** A page and where its redirects lead. */
    HttpResponse<String> open(URI uri) {
        hops.clear();
        set.clear();
        HttpResponse<String> response = ask(uri);
        while (response.headers().firstValue("Location").isPresent() && hops.size() < MOST_REDIRECTS) {
            response = ask(location(response));
        }
        return response;
    }

    static URI location(HttpResponse<String> response) {
        return response.uri().resolve(response.headers().firstValue("Location").orElseThrow());
    }

    private void keep(String field) {
        set.add(field);
        String pair = field.substring(0, field.indexOf(';'));
        int equals = pair.indexOf('=');
        if (field.contains("Max-Age=0;")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
