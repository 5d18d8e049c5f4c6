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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A gateway that serves a folder of its own; stopped by {@link #close}. */
final class FolderGateway implements AutoCloseable {

    static final int PORT = 18480;
    private static final int MANAGEMENT_PORT = 18490;

    private final Path folder = Files.createTempDirectory("sluice-load");
    private Process process;

    FolderGateway() throws IOException {
        write("gateway.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec: {controllerName: sluice.dev/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: web, annotations: {sluice.dev/port-map: "80=%d"}}
                spec:
                  gatewayClassName: sluice
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """.formatted(PORT));
    }

    /** Replaces a file of the folder in one step. */
    void write(String name, String yaml) throws IOException {
        Path fresh = folder.resolve("." + name + ".new");
        Files.writeString(fresh, yaml);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Adds a Service of this name with one endpoint. */
    void writeService(String name, HttpServer backend) throws IOException {
        write("service-" + name + ".yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {ports: [{port: 80, targetPort: %2$d}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1]}]
                ports: [{name: "", port: %2$d}]
                """.formatted(
                        name, backend.getAddress().getPort()));
    }

    /** Starts the gateway and returns when it is ready. */
    void start(HttpClient client) throws IOException {
        process = new ProcessBuilder("./sluice", "run", "--management-port=" + MANAGEMENT_PORT, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile())
                .start();
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
        throw new IllegalStateException("no answer within 120 s; see " + folder.resolve("gateway.log"));
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    /** A backend that answers its own name. */
    static HttpServer backend(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }
}
