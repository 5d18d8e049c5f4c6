package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.ObjectName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
final class OpenSocketsFirstTest {

    private static final ObjectKey KEY = new ObjectKey("EndpointSlice", new ObjectName("shop", "edge-ipv4"));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final FakeApiServer server = new FakeApiServer();

    @Test
    void sliceWaitsForTheSocketsOfItsPods() throws Exception {
        int port = freePort();
        var write = CompletableFuture.runAsync(() -> writes(LONG).create(KEY, slice(port, true)));
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> server.requests().isEmpty());

        try (var _ = listening(port)) {
            write.get(10, TimeUnit.SECONDS);
        }
        assertThat(server.stored("EndpointSlice", "edge-ipv4")).isNotNull();
    }

    @Test
    void podThatNeverOpensDelaysTheSliceByThePatience() throws IOException {
        writes(Duration.ofMillis(50)).create(KEY, slice(freePort(), true));

        assertThat(server.stored("EndpointSlice", "edge-ipv4")).isNotNull();
    }

    @Test
    void podThatIsNotReadyIsNotAsked() throws IOException {
        writes(LONG).create(KEY, slice(freePort(), false));

        assertThat(server.stored("EndpointSlice", "edge-ipv4")).isNotNull();
    }

    @Test
    void otherKindsDoNotWait() throws IOException {
        var service = new ObjectKey("Service", new ObjectName("shop", "edge"));

        writes(LONG).create(service, slice(freePort(), true));

        assertThat(server.requests()).containsExactly("create Service edge");
    }

    private OpenSocketsFirst writes(Duration patience) {
        return new OpenSocketsFirst(server, patience);
    }

    private static ServerSocket listening(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static int freePort() throws IOException {
        try (var socket = listening(0)) {
            return socket.getLocalPort();
        }
    }

    private static ObjectNode slice(int port, boolean ready) {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": %s}}], "ports": [{"port": %d}]}
                """.formatted(ready, port));
    }
}
