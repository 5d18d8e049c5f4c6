import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
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
    private static final int MOST_AT_ONCE = 512;

    private final LongAdder answered = new LongAdder();
    private final LongAdder mixed = new LongAdder();
    private final AtomicInteger changesSeen = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private volatile String lastSeen = "";
    private volatile boolean over;

    public static void main(String[] args) throws Exception {
        int flips = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        boolean clean = new RouteFlips().run(flips, rate);
        System.exit(clean ? 0 : 1);
    }

    private boolean run(int flips, int rate) throws Exception {
        HttpServer blue = FolderGateway.backend("blue");
        HttpServer green = FolderGateway.backend("green");
        try (var gateway = new FolderGateway()) {
            gateway.writeService("blue", blue);
            gateway.writeService("green", green);
            gateway.write("route.yaml", route("blue"));
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            gateway.start(client);
            Thread load = Thread.ofPlatform().start(() -> load(client, rate));
            for (int flip = 1; flip <= flips; flip++) {
                LockSupport.parkNanos(BETWEEN_FLIPS.toNanos());
                gateway.write("route.yaml", route(flip % 2 == 0 ? "blue" : "green"));
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            over = true;
            load.join();
        } finally {
            blue.stop(0);
            green.stop(0);
        }
        return report(flips);
    }

    private void load(HttpClient client, int rate) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        var places = new Semaphore(MOST_AT_ONCE);
        long gap = 1_000_000_000L / rate;
        long next = System.nanoTime();
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            while (!over) {
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                long due = next;
                next += gap;
                places.acquireUninterruptibly();
                requests.submit(() -> {
                    try {
                        ask(client, request, due);
                    } finally {
                        places.release();
                    }
                });
            }
        }
    }

    /** Measures from the moment at which the request was due, so that a stall is not hidden. */
    private void ask(HttpClient client, HttpRequest request, long due) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            nanos.add(System.nanoTime() - due);
            answered.increment();
            String header = response.headers().firstValue("x-route").orElse("none");
            if (response.statusCode() != 200) {
                failures.add("status " + response.statusCode());
            } else if (!header.equals(response.body())) {
                mixed.increment();
            } else if (!header.equals(lastSeen)) {
                lastSeen = header;
                changesSeen.incrementAndGet();
            }
        } catch (IOException | InterruptedException failure) {
            failures.add(failure.toString());
        }
    }

    private boolean report(int flips) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%d flips, %d changes seen, %d answers, %d failed, %d neither old nor new, p50 %.1f ms, p99 %.1f ms%n",
                flips,
                changesSeen.get(),
                answered.sum(),
                failures.size(),
                mixed.sum(),
                at(sorted, 0.50),
                at(sorted, 0.99));
        failures.stream().distinct().limit(5).forEach(System.out::println);
        return failures.isEmpty() && mixed.sum() == 0 && sorted.length > 0;
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
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
