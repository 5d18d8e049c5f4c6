import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A gateway that serves a folder of its own; stopped by {@link #close}. */
final class FolderGateway implements AutoCloseable {

    static final int PORT = 18480;
    static final int TLS_PORT = 18481;
    private static final int MANAGEMENT_PORT = 18490;

    private final Path folder = Files.createTempDirectory("sluice-load");
    private final Path log = Files.createTempFile("sluice-load", ".log");
    private final String virtualMachineOptions;
    private Process process;

    FolderGateway() throws IOException {
        this("");
    }

    /** With further options of the virtual machine, separated by spaces. */
    FolderGateway(String virtualMachineOptions) throws IOException {
        this.virtualMachineOptions = virtualMachineOptions;
        Path certificate = Path.of("examples/quickstart/example-certificate.yaml");
        Files.copy(certificate, folder.resolve("certificate.yaml"));
        write("gateway.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec: {controllerName: sluice.dev/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: web, annotations: {sluice.dev/port-map: "80=%d,443=%d"}}
                spec:
                  gatewayClassName: sluice
                  listeners:
                  - {name: http, port: 80, protocol: HTTP}
                  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}
                """.formatted(PORT, TLS_PORT));
    }

    /** Replaces a file of the folder in one step. */
    void write(String name, String yaml) throws IOException {
        Path fresh = folder.resolve("." + name + ".new");
        Files.writeString(fresh, yaml);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Adds a Service of this name with one endpoint. */
    void writeService(String name, HttpServer backend) throws IOException {
        writeService(name, List.of(new Endpoint(backend.getAddress().getPort(), true)));
    }

    /**
     * An endpoint of the loopback address.
     *
     * @param ready false when it is about to end
     */
    record Endpoint(int port, boolean ready) {}

    /** Adds or replaces a Service of this name; each endpoint has an EndpointSlice of its own, for its port. */
    void writeService(String name, List<Endpoint> endpoints) throws IOException {
        var yaml = new StringBuilder("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s}
                spec: {ports: [{port: 80}]}
                """.formatted(name));
        for (Endpoint endpoint : endpoints) {
            yaml.append("""
                    ---
                    apiVersion: discovery.k8s.io/v1
                    kind: EndpointSlice
                    metadata: {name: %1$s-%2$d, labels: {kubernetes.io/service-name: %1$s}}
                    addressType: IPv4
                    endpoints:
                    - addresses: [127.0.0.1]
                      conditions: {ready: %3$b, serving: true, terminating: %4$b}
                    ports: [{name: "", port: %2$d}]
                    """.formatted(name, endpoint.port(), endpoint.ready(), !endpoint.ready()));
        }
        write("service-" + name + ".yaml", yaml.toString());
    }

    /** Starts the gateway and returns when it is ready. */
    void start(HttpClient client) throws IOException {
        var start = new ProcessBuilder("./sluice", "run", "--management-port=" + MANAGEMENT_PORT, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        start.environment().merge("JAVA_OPTS", virtualMachineOptions, (given, ours) -> given + " " + ours);
        process = start.start();
        URI readiness = URI.create("http://127.0.0.1:" + MANAGEMENT_PORT + "/actuator/health/readiness");
        awaitAnswer(client, HttpRequest.newBuilder(readiness).build(), null);
    }

    /** Asks until the answer is 200 and has this value in the header X-Route; null: until it is 200. */
    void awaitAnswer(HttpClient client, HttpRequest request, String route) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < end) {
            try {
                var response = client.send(request, BodyHandlers.discarding());
                String seen = response.headers().firstValue("x-route").orElse(null);
                if (response.statusCode() == 200 && (route == null || route.equals(seen))) {
                    return;
                }
            } catch (IOException notYet) {
                // Refused until the port is open.
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        throw new IllegalStateException("no answer within 120 s; see " + log);
    }

    /** What the running process uses. */
    ProcessUse use() throws IOException {
        return ProcessUse.of(process.pid());
    }

    /** Where the process writes. */
    Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    /** An HTTPRoute that sends all requests to a Service; fields of its rule may be appended. */
    static String route(String name, String service) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: web}]
                  rules:
                  - backendRefs: [{name: %s, port: 80}]
                """.formatted(name, service);
    }

    /** A backend that answers its own name. */
    static HttpServer backend(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(200, head ? -1 : body.length);
                if (!head) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }
}
