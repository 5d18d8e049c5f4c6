import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * GET requests at a fixed rate, whatever the server does, each timed from the moment at which it was due. It is cheap,
 * so that it can stand beside what it measures, and strict: nothing is sent twice, so that a connection that ends
 * without an announcement costs a failed request. Over HTTP/2 it is Java's own client that asks, which may send a
 * request again where the server says that it was not processed.
 *
 * <p>Run as {@code java OpenLoad.java ADDRESS HOST RATE CONNECTIONS kept|fresh}: on connections that are kept, or with
 * a fresh one for each request. Or as {@code java -Djdk.net.hosts.file=FILE OpenLoad.java ADDRESS HOST RATE STREAMS
 * http2 CERTIFICATE}: over HTTP/2 and TLS, with as many requests at once on one connection; FILE gives HOST that
 * address, and CERTIFICATE is what the server has to show, as PEM. The line {@code count} on its standard input begins
 * the count anew; at its end what was counted is printed, as JSON. It ends by itself after an hour.
 *
 * <p>An answer is right when it is 200 and its header X-Route says the same as its body.
 */
final class OpenLoad {

    private static final int PORT = 80;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Supplier<Client> clients;
    private final LinkedBlockingQueue<Due> due = new LinkedBlockingQueue<>();
    private volatile Tally tally = new Tally();
    private volatile boolean over;

    private OpenLoad(Supplier<Client> clients) {
        this.clients = clients;
    }

    private static OpenLoad of(String[] args) throws Exception {
        if (args[4].equals("http2")) {
            var client = new Http2Client(args[1], Path.of(args[5]));
            return new OpenLoad(() -> client);
        }
        var address = new InetSocketAddress(args[0], PORT);
        boolean fresh = args[4].equals("fresh");
        return new OpenLoad(() -> new Http1Client(address, args[1], fresh));
    }

    public static void main(String[] args) throws Exception {
        OpenLoad load = of(args);
        Thread clock = Thread.ofPlatform().daemon().start(() -> load.tick(Integer.parseInt(args[2])));
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            Thread.ofPlatform().daemon().start(load::work);
        }
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (commands.readLine() != null) {
            load.tally = new Tally();
        }
        load.over = true;
        clock.join();
        // The last ones may take their time.
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * TIMEOUT_MILLIS);
        while (load.tally.running.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        System.out.println(load.tally);
    }

    private void tick(int rate) {
        long gap = 1_000_000_000L / rate;
        long next = System.nanoTime();
        long end = next + LONGEST_NANOS;
        while (!over && next < end) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            Tally counted = tally;
            counted.running.incrementAndGet();
            due.add(new Due(next, counted));
            next += gap;
        }
    }

    private void work() {
        Client client = clients.get();
        try {
            while (true) {
                Due next = due.take();
                try {
                    client.ask(next);
                } finally {
                    next.counted.running.decrementAndGet();
                }
            }
        } catch (InterruptedException | IOException end) {
            throw new IllegalStateException(end);
        }
    }

    /**
     * A request.
     *
     * @param nanos when it was due
     * @param counted where it counts, whatever begins meanwhile
     */
    private record Due(long nanos, Tally counted) {}

    /** Asks, and counts how it went. */
    private interface Client {

        void ask(Due due) throws IOException, InterruptedException;
    }

    /** For one request after the other. */
    private static final class Http1Client implements Client {

        private final InetSocketAddress address;
        private final byte[] request;
        private final boolean fresh;
        private Connection connection;

        Http1Client(InetSocketAddress address, String host, boolean fresh) {
            this.address = address;
            this.fresh = fresh;
            String last = fresh ? "Connection: close\r\n" : "";
            request = ("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + last + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void ask(Due due) throws IOException {
            try {
                connection = connection == null ? new Connection(address) : connection;
                boolean keep = connection.ask(request, due);
                connection = keep && !fresh ? connection : connection.close();
            } catch (IOException failure) {
                due.counted.fail((connection == null ? "no connection: " : "no answer: ") + failure);
                connection = connection == null ? null : connection.close();
            }
        }
    }

    /** For many at once, on one connection. */
    private static final class Http2Client implements Client {

        private final HttpClient client;
        private final HttpRequest request;

        Http2Client(String host, Path certificate) throws IOException, GeneralSecurityException {
            var limit = Duration.ofMillis(TIMEOUT_MILLIS);
            client = HttpClient.newBuilder()
                    .sslContext(trusting(certificate))
                    .connectTimeout(limit)
                    .build();
            request = HttpRequest.newBuilder(URI.create("https://" + host + "/"))
                    .timeout(limit)
                    .build();
        }

        private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(certificate)) {
                trusted.setCertificateEntry(
                        "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        }

        @Override
        public void ask(Due due) throws InterruptedException {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                long taken = System.nanoTime() - due.nanos;
                String route = answer.headers().firstValue("x-route").orElse("");
                if (answer.version() == HttpClient.Version.HTTP_2) {
                    due.counted.answered(taken, String.valueOf(answer.statusCode()), route, answer.body());
                } else {
                    due.counted.fail("not HTTP/2");
                }
            } catch (IOException failure) {
                due.counted.fail("no answer: " + failure);
            }
        }
    }

    /** A connection, for one request after the other. */
    private static final class Connection {

        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(InetSocketAddress address) throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Gives whether another request may follow. */
        boolean ask(byte[] request, Due due) throws IOException {
            socket.getOutputStream().write(request);
            String status = line();
            int length = -1;
            boolean keep = true;
            String route = "";
            for (String line = line(); !line.isEmpty(); line = line()) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                switch (line.substring(0, line.indexOf(':')).toLowerCase()) {
                    case "content-length" -> length = Integer.parseInt(value);
                    case "connection" -> keep = !value.equalsIgnoreCase("close");
                    case "x-route" -> route = value;
                    default -> {}
                }
            }
            byte[] body = in.readNBytes(Math.max(0, length));
            if (body.length < length) {
                throw new EOFException("in the body");
            }
            due.counted.answered(System.nanoTime() - due.nanos, status.substring(9), route, new String(body));
            return keep && length >= 0;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException("in the head");
                }
                line.append((char) octet);
            }
            line.setLength(line.length() - 1);
            return line.toString();
        }

        /** Gives null, for the variable that held it. */
        Connection close() throws IOException {
            socket.close();
            return null;
        }
    }

    /** What was counted. */
    private static final class Tally {

        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger changes = new AtomicInteger();
        private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
        private volatile String last = "";

        void answered(long taken, String status, String route, String body) {
            nanos.add(taken);
            if (!status.startsWith("200")) {
                fail("status " + status);
            } else if (!route.equals(body)) {
                fail("neither old nor new");
            } else if (!route.equals(last)) {
                last = route;
                changes.incrementAndGet();
            }
        }

        void fail(String reason) {
            failures.computeIfAbsent(reason.replace('"', '\''), _ -> new LongAdder())
                    .increment();
        }

        private double percentile(long[] sorted, double share) {
            return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
        }

        @Override
        public String toString() {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            var reasons = new TreeMap<String, Long>();
            failures.forEach((reason, times) -> reasons.put("\"" + reason + "\"", times.sum()));
            return """
                    {"answers": %d, "changes": %d, "unanswered": %d, "p50": %.2f, "p99": %.2f, "most": %.2f, \
                    "failures": %s}\
                    """.formatted(
                            sorted.length,
                            changes.get(),
                            running.get(),
                            percentile(sorted, 0.50),
                            percentile(sorted, 0.99),
                            percentile(sorted, 1),
                            reasons.toString().replace("\"=", "\": "));
        }
    }
}
