import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Mixed load for a long time, one route changed each second, Netty's leak detection at its strictest: HTTP/1.1,
 * HTTP/1.1 over TLS, HTTP/2 over TLS; small and large answers, uploads; beside them clients that read slowly and
 * honestly.
 *
 * <p>Run as {@code java benchmark/load/Soak.java [minutes] [requests per second of each kind]} from the repository's
 * root, after {@code mvn package}. Prints what the process uses, every ten seconds. Ends with exit code 1 when a
 * request failed, when a slow reader was broken, when Netty told of a leak, or when memory or descriptors grew between
 * the second and the last quarter.
 */
final class Soak {

    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(1);
    private static final int CHANGES_OF_A_LINE = 10;
    private static final int BODY = 100 << 10;
    /** What the slow readers ask for: more than all windows and socket buffers together. */
    private static final int HUGE = 16 << 20;
    /**
     * Octets of a stream's window. Java's own would take all of HUGE ahead: the gateway would be done at once, close
     * the idle connection, and the client lose what it has not read.
     */
    private static final String WINDOW = "65536";
    /** Octets of the parts that they read; the slowest takes longer than any limit of the gateway. */
    private static final List<Integer> PARTS = List.of(1 << 10, 4 << 10, 32 << 10, 256 << 10);

    private final AtomicInteger turn = new AtomicInteger();
    private final List<ProcessUse> uses = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        // Before the first client is made: the certificate is an example's.
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        System.setProperty("jdk.httpclient.windowsize", WINDOW);
        int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        boolean clean = new Soak().run(Duration.ofMinutes(minutes), rate);
        System.out.println(clean ? "PASS" : "FAIL");
        System.exit(clean ? 0 : 1);
    }

    private boolean run(Duration time, int rate) throws Exception {
        HttpServer backend = backend();
        HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
        HttpClient http2 = client(HttpClient.Version.HTTP_2);
        var plain = new SteadyLoad(http1, mix("http://127.0.0.1:" + FolderGateway.PORT), Soak::judge);
        var tls = new SteadyLoad(http1, mix("https://127.0.0.1:" + FolderGateway.TLS_PORT), Soak::judge);
        var tls2 = new SteadyLoad(http2, mix("https://127.0.0.1:" + FolderGateway.TLS_PORT), Soak::judgeHttp2);
        // A fixed heap, touched whole at the start: what grows afterwards is outside it, or is a leak.
        try (var gateway =
                new FolderGateway("-Xms256m -Xmx256m -XX:+AlwaysPreTouch -Dio.netty.leakDetection.level=paranoid")) {
            gateway.writeService("backend", backend);
            gateway.write("route.yaml", FolderGateway.route("all", "backend"));
            change(gateway, 0);
            gateway.start(http1);
            warm(List.of(http1, http2), rate);
            HttpRequest huge = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + FolderGateway.TLS_PORT + "/huge"))
                    .build();
            var slow = new SlowReaders(http1, huge, HUGE);
            var slow2 = new SlowReaders(client(HttpClient.Version.HTTP_2), huge, HUGE);
            try (var _ = plain.start(rate);
                    var _ = tls.start(rate);
                    var _ = tls2.start(rate);
                    var _ = slow.start(PARTS);
                    var _ = slow2.start(PARTS)) {
                watch(gateway, time, List.of(plain, tls, tls2));
            }
            long leaks = leaks(gateway);
            System.out.printf(
                    "HTTP/1.1: %s%nHTTP/1.1, TLS: %s%nHTTP/2, TLS: %s%n%d lines tell of leaks (%s)%n",
                    plain, tls, tls2, leaks, gateway.log());
            System.out.printf("slow readers, HTTP/1.1: %s%nslow readers, HTTP/2: %s%n", slow, slow2);
            long failed = plain.failed() + tls.failed() + tls2.failed() + slow.broken() + slow2.broken();
            return failed + leaks == 0 && flat();
        } finally {
            backend.stop(0);
        }
    }

    /** Each client and each way in; a fresh virtual machine under leak detection serves a fraction of the load. */
    private void warm(List<HttpClient> clients, int rate) {
        for (HttpClient client : clients) {
            SteadyLoad.warm(client, mix("http://127.0.0.1:" + FolderGateway.PORT), rate);
            SteadyLoad.warm(client, mix("https://127.0.0.1:" + FolderGateway.TLS_PORT), rate);
        }
    }

    private void watch(FolderGateway gateway, Duration time, List<SteadyLoad> loads) throws IOException {
        for (int second = 1; second <= time.toSeconds(); second++) {
            LockSupport.parkNanos(BETWEEN_CHANGES.toNanos());
            change(gateway, second);
            if (second % CHANGES_OF_A_LINE == 0) {
                ProcessUse use = gateway.use();
                uses.add(use);
                System.out.printf(
                        "%5d s: %d answers, %d failed, %d leaks, %s%n",
                        second,
                        loads.stream().mapToLong(SteadyLoad::answered).sum(),
                        loads.stream().mapToLong(SteadyLoad::failed).sum(),
                        leaks(gateway),
                        use);
            }
        }
    }

    /** Whether the means of the last quarter are at most a tenth above those of the second. */
    private boolean flat() {
        int quarter = uses.size() / 4;
        if (quarter == 0) {
            System.out.println("too short to see a growth");
            return true;
        }
        List<ProcessUse> early = uses.subList(quarter, 2 * quarter);
        List<ProcessUse> late = uses.subList(uses.size() - quarter, uses.size());
        double memory = mean(late, ProcessUse::residentMiB) / mean(early, ProcessUse::residentMiB);
        double descriptors = mean(late, ProcessUse::descriptors) / mean(early, ProcessUse::descriptors);
        double threads = mean(late, ProcessUse::threads) / mean(early, ProcessUse::threads);
        System.out.printf(
                "last quarter against second: memory x%.2f, descriptors x%.2f, threads x%.2f%n",
                memory, descriptors, threads);
        return memory <= 1.1 && descriptors <= 1.1 && threads <= 1.1;
    }

    private static double mean(List<ProcessUse> uses, ToLongFunction<ProcessUse> figure) {
        return uses.stream().mapToLong(figure).average().orElseThrow();
    }

    /** A route beside the one that is asked; its prefix changes, so that rule and index do. */
    private static void change(FolderGateway gateway, int number) throws IOException {
        gateway.write("changing.yaml", FolderGateway.route("changing", "backend") + """
                    matches: [{path: {type: PathPrefix, value: /changing-%d}}]
                """.formatted(number));
    }

    private static long leaks(FolderGateway gateway) throws IOException {
        try (var lines = Files.lines(gateway.log())) {
            return lines.filter(line -> line.contains("LEAK")).count();
        }
    }

    /** In turn a small answer, a large one, an upload, an answer without its body. */
    private Supplier<HttpRequest> mix(String origin) {
        List<HttpRequest> requests = List.of(
                request(origin + "/small").build(),
                request(origin + "/large").build(),
                request(origin + "/upload")
                        .POST(BodyPublishers.ofByteArray(new byte[BODY]))
                        .build(),
                request(origin + "/small").HEAD().build());
        return () -> requests.get(turn.getAndIncrement() & 3);
    }

    private static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10));
    }

    private static String judge(HttpResponse<String> response) {
        int expected = response.request().uri().getPath().equals("/large") ? BODY : 5;
        if (response.request().method().equals("HEAD")) {
            expected = 0;
        }
        int length = response.body().length();
        return response.statusCode() == 200 && length == expected
                ? ""
                : "status " + response.statusCode() + " with " + length + " octets";
    }

    private static String judgeHttp2(HttpResponse<String> response) {
        return response.version() == HttpClient.Version.HTTP_2 ? judge(response) : "not HTTP/2";
    }

    private static HttpServer backend() throws IOException {
        HttpServer server = FolderGateway.backend("small");
        byte[] large = new byte[BODY];
        server.createContext("/large", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, large.length);
                exchange.getResponseBody().write(large);
            }
        });
        byte[] huge = new byte[HUGE];
        server.createContext("/huge", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, huge.length);
                exchange.getResponseBody().write(huge);
            }
        });
        server.createContext("/upload", exchange -> {
            try (exchange) {
                boolean whole = exchange.getRequestBody().readAllBytes().length == BODY;
                exchange.sendResponseHeaders(whole ? 200 : 400, 5);
                exchange.getResponseBody().write("taken".getBytes(StandardCharsets.US_ASCII));
            }
        });
        return server;
    }

    private static HttpClient client(HttpClient.Version version) throws Exception {
        var anyone = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {anyone}, new SecureRandom());
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }
}
