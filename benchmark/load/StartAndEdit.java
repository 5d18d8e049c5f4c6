import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures the time from start to ready with many routes, and from an edit of one of them to the first answer by it.
 *
 * <p>Run as {@code java benchmark/load/StartAndEdit.java [routes] [edits]} from the repository's root, after {@code mvn
 * package}.
 */
final class StartAndEdit {

    private static final int ROUTES_PER_FILE = 50;

    public static void main(String[] args) throws Exception {
        // Before the first client is made: it refuses a Host header otherwise.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        int routes = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int edits = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        HttpServer backend = FolderGateway.backend("backend");
        try (var gateway = new FolderGateway()) {
            gateway.writeService("backend", backend);
            for (int first = 0; first < routes; first += ROUTES_PER_FILE) {
                var file = new StringBuilder();
                for (int i = first; i < Math.min(routes, first + ROUTES_PER_FILE); i++) {
                    file.append(route("route-" + i, "r" + i + ".example.com", "start"));
                }
                gateway.write("routes-" + first + ".yaml", file.toString());
            }
            gateway.write("edited.yaml", route("edited", "edited.example.com", "start"));
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            long begin = System.nanoTime();
            gateway.start(client);
            double ready = millisSince(begin);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                    .header("Host", "edited.example.com")
                    .build();
            gateway.awaitAnswer(client, request, "start");
            double[] served = new double[edits];
            for (int edit = 0; edit < edits; edit++) {
                begin = System.nanoTime();
                gateway.write("edited.yaml", route("edited", "edited.example.com", "edit-" + edit));
                gateway.awaitAnswer(client, request, "edit-" + edit);
                served[edit] = millisSince(begin);
            }
            Arrays.sort(served);
            System.out.printf(
                    "%d routes: ready after %.0f ms; an edit is served after %.0f ms (median), %.0f ms (slowest of %d)%n",
                    routes + 1, ready, served[edits / 2], served[edits - 1], edits);
        } finally {
            backend.stop(0);
        }
    }

    private static double millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toNanos() / 1e6;
    }

    private static String route(String name, String hostname, String value) {
        return """
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: web}]
                  hostnames: [%s]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /}}]
                    filters:
                    - type: ResponseHeaderModifier
                      responseHeaderModifier: {set: [{name: X-Route, value: %s}]}
                    backendRefs: [{name: backend, port: 80}]
                """.formatted(name, hostname, value);
    }
}
