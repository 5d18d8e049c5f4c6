package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.ObjectName;
import dev.sluice.testkit.FakeCluster;
import dev.sluice.testkit.FreePorts;
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

    private final FakeCluster cluster = new FakeCluster();
    private final FakeWrites writes = new FakeWrites(cluster);

    @Test
    void sliceWaitsForTheSocketsOfItsPods() throws Exception {
        int port = FreePorts.next();
        var write = CompletableFuture.runAsync(() -> patient(LONG).create(KEY, slice(port, true)));
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> writes.requests().isEmpty());

        try (var _ = listening(port)) {
            write.get(10, TimeUnit.SECONDS);
        }
        assertThat(cluster.find("EndpointSlice", "shop", "edge-ipv4")).isNotNull();
    }

    @Test
    void podThatNeverOpensDelaysTheSliceByThePatience() {
        patient(Duration.ofMillis(50)).create(KEY, slice(FreePorts.next(), true));

        assertThat(cluster.find("EndpointSlice", "shop", "edge-ipv4")).isNotNull();
    }

    @Test
    void podThatIsNotReadyIsNotAsked() {
        patient(LONG).create(KEY, slice(FreePorts.next(), false));

        assertThat(cluster.find("EndpointSlice", "shop", "edge-ipv4")).isNotNull();
    }

    @Test
    void otherKindsDoNotWait() {
        var service = new ObjectKey("Service", new ObjectName("shop", "edge"));

        patient(LONG).create(service, slice(FreePorts.next(), true));

        assertThat(writes.requests()).containsExactly("create Service edge");
    }

    private OpenSocketsFirst patient(Duration patience) {
        return new OpenSocketsFirst(writes, patience);
    }

    private static ServerSocket listening(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static ObjectNode slice(int port, boolean ready) {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": %s}}], "ports": [{"port": %d}]}
                """.formatted(ready, port));
    }
}
