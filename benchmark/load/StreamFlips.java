import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Flips a TCPRoute and a UDPRoute between two backends. Connections that were open before must stay where they are and
 * be answered to the end; new connections and flows must be answered, by the old backend or the new one.
 *
 * <p>Run as {@code java benchmark/load/StreamFlips.java [flips] [long connections] [new ones per second]} from the
 * repository's root, after {@code mvn package}. Ends with exit code 1 when one of them failed.
 */
final class StreamFlips {

    private static final Duration BETWEEN_FLIPS = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int PORT = 18482;

    private static final int NAME = 5;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws Exception {
        int flips = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        boolean clean = new StreamFlips().run(flips, connections, rate);
        System.exit(clean ? 0 : 1);
    }

    private boolean run(int flips, int connections, int rate) throws Exception {
        var open = new ArrayList<Socket>();
        try (var blue = new Backend("blue.");
                var green = new Backend("green");
                var gateway = new FolderGateway();
                var client = HttpClient.newHttpClient();
                var timer = Executors.newSingleThreadScheduledExecutor();
                var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            gateway.write("streams.yaml", GATEWAY.formatted(PORT));
            gateway.writeService("blue", List.of(new FolderGateway.Endpoint(blue.port(), true)));
            gateway.writeService("green", List.of(new FolderGateway.Endpoint(green.port(), true)));
            gateway.write(
                    "udp.yaml",
                    SERVICE.formatted("blue", blue.port()) + "---\n" + SERVICE.formatted("green", green.port()));
            gateway.write("route.yaml", routes("blue"));
            gateway.start(client);
            for (int i = 0; i < connections; i++) {
                open.add(connect());
                if (!name(open.getLast()).equals("blue.")) {
                    throw new IllegalStateException("not served by the first backend");
                }
            }
            timer.scheduleAtFixedRate(
                    () -> {
                        asking.submit(this::askByTcp);
                        asking.submit(this::askByUdp);
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(1) / rate,
                    TimeUnit.NANOSECONDS);
            for (int flip = 1; flip <= flips; flip++) {
                LockSupport.parkNanos(BETWEEN_FLIPS.toNanos());
                gateway.write("route.yaml", routes(flip % 2 == 0 ? "blue" : "green"));
            }
            timer.shutdown();
            timer.awaitTermination(1, TimeUnit.MINUTES);
            asking.shutdown();
            asking.awaitTermination(1, TimeUnit.MINUTES);
            int alive = stillAnswering(open);
            System.out.printf(
                    "%d flips, backends of new ones: %s; %d of %d long connections still answered by the first backend;"
                            + " new ones: %d answered, %d failed %s%n",
                    flips, seen, alive, connections, answered.get(), failed.get(), failures);
            return alive == connections && failed.get() == 0 && seen.size() == 4;
        }
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(LOOPBACK, PORT);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** What a backend sends first. */
    private static String name(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(NAME), StandardCharsets.US_ASCII);
    }

    private static int stillAnswering(List<Socket> open) {
        int answering = 0;
        for (Socket socket : open) {
            try (socket) {
                socket.getOutputStream().write('x');
                answering += socket.getInputStream().read() == 'x' ? 1 : 0;
            } catch (IOException broken) {
                System.out.println("a long connection: " + broken);
            }
        }
        return answering;
    }

    private void askByTcp() {
        try (Socket client = connect()) {
            judge("tcp ", name(client));
        } catch (IOException e) {
            failed("tcp: " + e);
        }
    }

    /** A flow of its own: the port is another one each time. */
    private void askByUdp() {
        try (var client = new DatagramSocket()) {
            client.setSoTimeout(PATIENCE_MILLIS);
            client.connect(LOOPBACK, PORT);
            client.send(new DatagramPacket(new byte[] {'x'}, 1));
            var answer = new DatagramPacket(new byte[NAME], NAME);
            client.receive(answer);
            judge("udp ", new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            failed("udp: " + e);
        }
    }

    private void judge(String protocol, String name) {
        if (name.equals("blue.") || name.equals("green")) {
            seen.add(protocol + name);
            answered.incrementAndGet();
        } else {
            failed(protocol + "answered '" + name + "'");
        }
    }

    private void failed(String why) {
        failed.incrementAndGet();
        failures.add(why);
    }

    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: streams, annotations: {sluice.dev/port-map: "7=%d"}}
            spec:
              gatewayClassName: sluice
              listeners:
              - {name: tcp, port: 7, protocol: TCP}
              - {name: udp, port: 7, protocol: UDP}
            """;

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s-udp}
            spec: {ports: [{port: 80, protocol: UDP}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: %1$s-udp, labels: {kubernetes.io/service-name: %1$s-udp}}
            addressType: IPv4
            endpoints: [{addresses: [127.0.0.1]}]
            ports: [{name: "", port: %2$d, protocol: UDP}]
            """;

    private static String routes(String backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: TCPRoute
                metadata: {name: flip}
                spec:
                  parentRefs: [{name: streams}]
                  rules: [{backendRefs: [{name: %1$s, port: 80}]}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: UDPRoute
                metadata: {name: flip}
                spec:
                  parentRefs: [{name: streams}]
                  rules: [{backendRefs: [{name: %1$s-udp, port: 80}]}]
                """.formatted(backend);
    }

    /** Sends its name, then back what it gets; over UDP its name for each datagram. On one port number. */
    private static final class Backend implements AutoCloseable {

        private final byte[] name;
        private final ServerSocket connections;
        private final DatagramSocket datagrams;

        Backend(String name) throws IOException {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
            this.connections = new ServerSocket(0, 1000, LOOPBACK);
            this.datagrams = new DatagramSocket(new InetSocketAddress(LOOPBACK, connections.getLocalPort()));
            Thread.ofVirtual().start(this::accept);
            Thread.ofPlatform().daemon().start(this::answer);
        }

        int port() {
            return connections.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = connections.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                }
            } catch (IOException closed) {
                // The load is over.
            }
        }

        private void echo(Socket client) {
            try (client) {
                client.getOutputStream().write(name);
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException gone) {
                // Of a client that is gone there is nothing to say.
            }
        }

        private void answer() {
            var question = new DatagramPacket(new byte[100], 100);
            while (true) {
                try {
                    question.setLength(100);
                    datagrams.receive(question);
                    datagrams.send(new DatagramPacket(name, name.length, question.getSocketAddress()));
                } catch (SocketException closed) {
                    return;
                } catch (IOException lost) {
                    // The next one is another.
                }
            }
        }

        @Override
        public void close() throws IOException {
            connections.close();
            datagrams.close();
        }
    }
}
