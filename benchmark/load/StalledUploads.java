import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Uploads 1 GiB each to a backend that takes connections and reads nothing: how much the gateway takes of them, and how
 * far its memory grows. Another client asks another backend meanwhile.
 *
 * <p>Run as {@code java benchmark/load/StalledUploads.java [uploads] [seconds] [MiB]} from the repository's root, after
 * {@code mvn package}. Ends with exit code 1 when the gateway's resident memory grows by more than that, or when the
 * other client sees a failure.
 */
final class StalledUploads {

    private static final long SIZE = 1L << 30;
    private static final int REQUESTS_PER_SECOND = 200;

    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();

    public static void main(String[] args) throws Exception {
        int uploads = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        int mebibytes = args.length > 2 ? Integer.parseInt(args[2]) : 256;
        boolean clean = new StalledUploads().run(uploads, Duration.ofSeconds(seconds), mebibytes);
        System.out.println(clean ? "PASS" : "FAIL");
        System.exit(clean ? 0 : 1);
    }

    private boolean run(int uploads, Duration time, int mebibytes) throws Exception {
        HttpServer healthy = FolderGateway.backend("healthy");
        // The heap is small and touched whole at the start: what grows then is what uploads are kept in.
        try (var stalled = new ServerSocket(0, uploads + 10, InetAddress.getLoopbackAddress());
                var gateway = new FolderGateway("-Xms256m -Xmx256m -XX:+AlwaysPreTouch")) {
            Thread.ofVirtual().start(() -> accept(stalled));
            gateway.writeService("healthy", healthy);
            gateway.writeService("stalled", List.of(new FolderGateway.Endpoint(stalled.getLocalPort(), true)));
            gateway.write("healthy.yaml", FolderGateway.route("healthy", "healthy"));
            gateway.write("stalled.yaml", FolderGateway.route("stalled", "stalled") + """
                    matches: [{path: {type: PathPrefix, value: /stalled}}]
                """);
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            gateway.start(client);
            return measure(gateway, client, uploads, time, mebibytes);
        } finally {
            healthy.stop(0);
        }
    }

    private boolean measure(FolderGateway gateway, HttpClient client, int uploads, Duration time, int mebibytes)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                .timeout(Duration.ofSeconds(5))
                .build();
        var bystander = new SteadyLoad(client, () -> request, SteadyLoad::mustBe200);
        SteadyLoad.warm(client, request, REQUESTS_PER_SECOND);
        long before = gateway.use().residentMiB();
        long most = 0;
        try (var _ = bystander.start(REQUESTS_PER_SECOND)) {
            for (int i = 0; i < uploads; i++) {
                Thread.ofVirtual().start(this::upload);
            }
            for (long second = 0; second < time.toSeconds(); second++) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                most = Math.max(most, gateway.use().residentMiB());
            }
        }
        System.out.printf(
                "%d uploads of 1 GiB for %d s: %.1f MiB of each taken, kernel buffers included%n"
                        + "gateway: %d MiB before, %d MiB at most; other client: %s%n",
                uploads, time.toSeconds(), (double) taken.get() / uploads / (1 << 20), before, most, bystander);
        for (Socket socket : open) {
            socket.close();
        }
        return most - before <= mebibytes && bystander.failed() == 0 && taken.get() > 0;
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                open.add(server.accept());
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    /** Sends until nobody takes more, which blocks this virtual thread for ever, or until the connection ends. */
    private void upload() {
        try {
            Socket socket = new Socket();
            open.add(socket);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), FolderGateway.PORT), 10_000);
            var out = socket.getOutputStream();
            out.write("PUT /stalled HTTP/1.1\r\nHost: stalled.example.com\r\nContent-Length: %d\r\n\r\n"
                    .formatted(SIZE)
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[16 << 10];
            for (long sent = 0; sent < SIZE; sent += chunk.length) {
                out.write(chunk);
                taken.addAndGet(chunk.length);
            }
        } catch (IOException ended) {
            // By the gateway's limits, or at the end of the test.
        }
    }
}
