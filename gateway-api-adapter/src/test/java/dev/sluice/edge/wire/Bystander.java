package dev.sluice.edge.wire;

import static dev.sluice.testkit.FrameClient.HEADERS;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.FrameClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Uses one HTTP/2 connection as honest clients do, while others attack. */
final class Bystander implements AutoCloseable {

    private final int port;
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;

    Bystander(int port) {
        this.port = port;
        this.thread = Thread.ofVirtual().start(this::ask);
    }

    private void ask() {
        try (FrameClient client = new FrameClient(port)) {
            for (int stream = 1; !stopped.get(); stream += 2) {
                if (!client.get(stream, "/bystander").await(HEADERS, stream).endsStream()) {
                    client.awaitBody(stream);
                }
                served.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    int served() {
        return served.get();
    }

    int failed() {
        return failed.get();
    }

    @Override
    public void close() {
        stopped.set(true);
        await().atMost(Duration.ofSeconds(20)).until(() -> !thread.isAlive());
    }
}
