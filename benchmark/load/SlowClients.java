import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens many sockets of each kind of slow client, one kind after the other, beside a client that does nothing wrong:
 * how soon the gateway closes them, and whether the other one notices.
 *
 * <p>Run as {@code java benchmark/load/SlowClients.java [sockets] [seconds to close] [requests per second]} from the
 * repository's root, after {@code mvn package}. Ends with exit code 1 when a socket is open for longer, or when fewer
 * than 99.9 % of the other client's requests are answered.
 */
final class SlowClients {

    private static final int LARGE = 64 << 20;
    private static final Duration BETWEEN_OCTETS = Duration.ofSeconds(1);
    /** A flood of new connections is another attack. */
    private static final Duration BETWEEN_SOCKETS = Duration.ofMillis(10);

    /** What a slow client does; each sends or takes an octet a second. */
    private enum Kind {
        HEADERS("GET / HTTP/1.1\r\nHost: slow.example.com\r\nX-Slow: "),
        BODY("POST / HTTP/1.1\r\nHost: slow.example.com\r\nContent-Length: 1000000\r\n\r\n"),
        READ("GET /large HTTP/1.1\r\nHost: slow.example.com\r\n\r\n");

        private final byte[] start;

        Kind(String start) {
            this.start = start.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final int sockets;
    private final long patience;
    private final ConcurrentLinkedQueue<String> firstLines = new ConcurrentLinkedQueue<>();

    private SlowClients(int sockets, int seconds) {
        this.sockets = sockets;
        this.patience = Duration.ofSeconds(seconds).toNanos();
    }

    public static void main(String[] args) throws Exception {
        int sockets = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 500;
        boolean clean = new SlowClients(sockets, seconds).run(rate);
        System.out.println(clean ? "PASS" : "FAIL");
        System.exit(clean ? 0 : 1);
    }

    private boolean run(int rate) throws Exception {
        HttpServer backend = FolderGateway.backend("backend");
        backend.createContext("/large", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, LARGE);
                byte[] chunk = new byte[64 << 10];
                for (int sent = 0; sent < LARGE; sent += chunk.length) {
                    exchange.getResponseBody().write(chunk);
                }
            }
        });
        try (var gateway = new FolderGateway()) {
            gateway.writeService("backend", backend);
            gateway.write("route.yaml", FolderGateway.route("all", "backend"));
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            gateway.start(client);
            SteadyLoad.warm(client, request(), rate);
            boolean clean = true;
            for (Kind kind : Kind.values()) {
                clean &= attack(kind, gateway, client, rate);
            }
            return clean;
        } finally {
            backend.stop(0);
        }
    }

    private boolean attack(Kind kind, FolderGateway gateway, HttpClient client, int rate) throws Exception {
        firstLines.clear();
        ProcessUse before = gateway.use();
        var bystander = new SteadyLoad(client, SlowClients::request, SteadyLoad::mustBe200);
        double[] lives;
        try (var _ = bystander.start(rate)) {
            lives = openAll(kind);
        }
        long open = Arrays.stream(lives).filter(Double::isNaN).count();
        double[] closed = Arrays.stream(lives)
                .filter(life -> !Double.isNaN(life))
                .sorted()
                .toArray();
        System.out.printf(
                "slow %s: %d sockets, %d still open after %d s, closed after %.1f s (median), %.1f s (last); answered %s%n"
                        + "  other client: %.3f %% of %s%n  gateway: %s before, %s after%n",
                kind.name().toLowerCase(Locale.ROOT),
                sockets,
                open,
                Duration.ofNanos(patience).toSeconds(),
                at(closed, 0.5),
                at(closed, 1),
                new TreeSet<>(firstLines),
                bystander.percentRight(),
                bystander,
                before,
                gateway.use());
        return open == 0 && bystander.percentRight() >= 99.9;
    }

    private static HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FolderGateway.PORT + "/"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /** Seconds that each socket lived; not a number for one that was still open. */
    private double[] openAll(Kind kind) throws Exception {
        double[] lives = new double[sockets];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < sockets; i++) {
                int number = i;
                threads.submit(() -> {
                    lives[number] = live(kind);
                });
                LockSupport.parkNanos(BETWEEN_SOCKETS.toNanos());
            }
        }
        return lives;
    }

    private double live(Kind kind) {
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            if (kind == Kind.READ) {
                socket.setReceiveBufferSize(4096);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), FolderGateway.PORT), 10_000);
            begin = System.nanoTime();
            socket.getOutputStream().write(kind.start);
            boolean closed = drip(kind, socket, begin);
            return closed ? (System.nanoTime() - begin) / 1e9 : Double.NaN;
        } catch (IOException reset) {
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    /** Whether the gateway ended the connection before the patience did. */
    private boolean drip(Kind kind, Socket socket, long begin) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        var seen = new StringBuilder();
        while (System.nanoTime() - begin < patience) {
            int octet = readWithin(socket, in, BETWEEN_OCTETS);
            if (octet == -1) {
                return true;
            }
            if (octet >= 0 && seen.length() < 12) {
                seen.append((char) octet);
                if (seen.length() == 12) {
                    firstLines.add(seen.toString());
                }
            }
            if (octet < 0) {
                if (kind != Kind.READ) {
                    out.write('a');
                }
            } else if (kind == Kind.READ) {
                pause();
                probe(socket);
            }
        }
        return false;
    }

    /** An octet; -1 at the end, -2 when none came in this time. */
    private static int readWithin(Socket socket, InputStream in, Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return in.read();
        } catch (SocketTimeoutException none) {
            return -2;
        }
    }

    /**
     * Fails once the gateway has reset the connection: the octets that were sent before are still read, one a second,
     * and would hide that. The gateway never reads what is urgent.
     */
    private static void probe(Socket socket) throws IOException {
        socket.sendUrgentData(0);
    }

    private static void pause() {
        LockSupport.parkNanos(BETWEEN_OCTETS.toNanos());
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)];
    }
}
