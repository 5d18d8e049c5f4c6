import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Flips one route between two backends and two values of a response header while requests come at a fixed rate, and
 * counts the answers that are neither wholly the old nor wholly the new route.
 *
 * <p>Run as {@code java benchmark/load/RouteFlips.java [flips] [requests per second]} from the repository's root, after
 * {@code mvn package}. Ends with exit code 1 when a request failed.
 */
final class RouteFlips {

    private static final Duration BETWEEN_FLIPS = Duration.ofMillis(200);

    private final AtomicInteger changesSeen = new AtomicInteger();
    private volatile String lastSeen = "";

    public static void main(String[] args) throws Exception {
        int flips = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        boolean clean = new RouteFlips().run(flips, rate);
        System.exit(clean ? 0 : 1);
    }

    private boolean run(int flips, int rate) throws Exception {
        HttpServer blue = FolderGateway.backend("blue");
        HttpServer green = FolderGateway.backend("green");
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        var load = new SteadyLoad(client, () -> request, this::judge);
        try (var gateway = new FolderGateway()) {
            gateway.writeService("blue", blue);
            gateway.writeService("green", green);
            gateway.write("route.yaml", route("blue"));
            gateway.start(client);
            try (var _ = load.start(rate)) {
                for (int flip = 1; flip <= flips; flip++) {
                    LockSupport.parkNanos(BETWEEN_FLIPS.toNanos());
                    gateway.write("route.yaml", route(flip % 2 == 0 ? "blue" : "green"));
                }
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        } finally {
            blue.stop(0);
            green.stop(0);
        }
        System.out.printf("%d flips, %d changes seen, %s%n", flips, changesSeen.get(), load);
        return load.failed() == 0 && load.answered() > 0;
    }

    private String judge(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return "status " + response.statusCode();
        }
        String header = response.headers().firstValue("x-route").orElse("none");
        if (!header.equals(response.body())) {
            return "neither old nor new";
        }
        if (!header.equals(lastSeen)) {
            lastSeen = header;
            changesSeen.incrementAndGet();
        }
        return "";
    }

    private static String route(String backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: flip}
                spec:
                  parentRefs: [{name: web}]
                  rules:
                  - filters:
                    - type: ResponseHeaderModifier
                      responseHeaderModifier: {set: [{name: X-Route, value: %1$s}]}
                    backendRefs: [{name: %1$s, port: 80}]
                """.formatted(backend);
    }
}
