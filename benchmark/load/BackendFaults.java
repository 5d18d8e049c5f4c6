import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the GET requests that fail while one of four backends does.
 *
 * <p>Run as {@code java benchmark/load/BackendFaults.java FAULT [times] [requests per second] [most failed]} from the
 * repository's root, after {@code mvn package}. FAULT is one of
 *
 * <ul>
 *   <li>{@code rolled}: so many times a backend is replaced as a Deployment does it: the new one is ready, the old one
 *       is terminating, runs for another second, then ends;
 *   <li>{@code killed}: the same without notice: the old one ends first;
 *   <li>{@code erring}: one answers 503 for 5 s in every 10 s;
 *   <li>{@code hanging}: one is stopped (SIGSTOP) for 5 s in every 10 s: its kernel takes connections, nobody answers.
 * </ul>
 *
 * <p>The route tries again ({@code retry}) and gives a try one second ({@code timeouts.backendRequest}). Ends with exit
 * code 1 when more requests fail than allowed, by default none.
 */
final class BackendFaults {

    private static final int BACKENDS = 4;
    private static final Duration NOTICE = Duration.ofSeconds(1);
    private static final Duration HALF_OF_A_CYCLE = Duration.ofSeconds(5);

    private static final String CARE = """
                timeouts: {request: 10s, backendRequest: 1s}
                retry: {attempts: 3, backoff: 10ms, codes: [500, 502, 503, 504]}
            """;

    private final List<Backend> backends = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: BackendFaults.java rolled|killed|erring|hanging [times] [rate] [most failed]");
            System.exit(2);
        }
        if (args[0].equals("serve")) {
            Backend.serve(Integer.parseInt(args[1]));
            return;
        }
        int times = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 500;
        int allowed = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        boolean clean = new BackendFaults().run(args[0], times, rate, allowed);
        System.out.println(clean ? "PASS" : "FAIL");
        System.exit(clean ? 0 : 1);
    }

    private boolean run(String fault, int times, int rate, int allowed) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                .timeout(Duration.ofSeconds(15))
                .build();
        var load = new SteadyLoad(client, () -> request, SteadyLoad::mustBe200);
        try (var gateway = new FolderGateway()) {
            for (int i = 0; i < BACKENDS; i++) {
                backends.add(fault.equals("hanging") && i == 0 ? Backend.process() : Backend.inside());
            }
            tell(gateway, List.of());
            gateway.write("route.yaml", FolderGateway.route("all", "backend") + CARE);
            gateway.start(client);
            SteadyLoad.warm(client, request, rate);
            try (var _ = load.start(rate)) {
                pause(HALF_OF_A_CYCLE);
                for (int time = 0; time < times; time++) {
                    strike(fault, gateway);
                }
                pause(HALF_OF_A_CYCLE);
            }
        } finally {
            for (Backend backend : backends) {
                backend.stop();
            }
        }
        System.out.printf("%s %d times: %s, slowest %.0f ms%n", fault, times, load, load.percentile(1));
        return load.failed() <= allowed && load.answered() > 0;
    }

    private void strike(String fault, FolderGateway gateway) throws Exception {
        switch (fault) {
            case "rolled" -> roll(gateway);
            case "killed" -> kill(gateway);
            case "erring" -> {
                backends.getFirst().erring = true;
                pause(HALF_OF_A_CYCLE);
                backends.getFirst().erring = false;
                pause(HALF_OF_A_CYCLE);
            }
            case "hanging" -> {
                backends.getFirst().signal("STOP");
                pause(HALF_OF_A_CYCLE);
                backends.getFirst().signal("CONT");
                pause(HALF_OF_A_CYCLE);
            }
            default -> throw new IllegalArgumentException("unknown fault: " + fault);
        }
    }

    private void roll(FolderGateway gateway) throws Exception {
        Backend old = backends.removeFirst();
        backends.add(Backend.inside());
        tell(gateway, List.of(old));
        pause(NOTICE);
        old.stop();
        tell(gateway, List.of());
        pause(NOTICE);
    }

    private void kill(FolderGateway gateway) throws Exception {
        Backend old = backends.removeFirst();
        old.stop();
        pause(NOTICE);
        backends.add(Backend.inside());
        tell(gateway, List.of());
        pause(NOTICE);
    }

    private void tell(FolderGateway gateway, List<Backend> terminating) throws IOException {
        var endpoints = new ArrayList<FolderGateway.Endpoint>();
        backends.forEach(backend -> endpoints.add(new FolderGateway.Endpoint(backend.port, true)));
        terminating.forEach(backend -> endpoints.add(new FolderGateway.Endpoint(backend.port, false)));
        gateway.writeService("backend", endpoints);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** A backend in this process, or, so that it can be stopped by a signal, in one of its own. */
    private static final class Backend {

        private final int port;
        private HttpServer server;
        private Process process;
        private volatile boolean erring;

        private Backend(int port) {
            this.port = port;
        }

        private static Backend inside() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            var backend = new Backend(server.getAddress().getPort());
            backend.server = server;
            byte[] body = "backend".getBytes(StandardCharsets.US_ASCII);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(backend.erring ? 503 : 200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return backend;
        }

        private static Backend process() throws IOException {
            int port;
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            var backend = new Backend(port);
            String java = ProcessHandle.current().info().command().orElse("java");
            backend.process = new ProcessBuilder(java, "benchmark/load/BackendFaults.java", "serve", "" + port)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // It prints a line when it is ready.
            backend.process.getInputStream().read();
            return backend;
        }

        /** Serves until the process is ended; it ends by itself after an hour, whatever happens to its parent. */
        private static void serve(int port) throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            System.out.println("ready");
            pause(Duration.ofHours(1));
            server.stop(0);
        }

        private void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        }

        /** Lets running requests end for a moment. */
        private void stop() throws Exception {
            if (server != null) {
                server.stop(1);
            }
            if (process != null) {
                signal("CONT");
                process.destroy();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }
}
