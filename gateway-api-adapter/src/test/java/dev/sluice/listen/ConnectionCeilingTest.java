package dev.sluice.listen;

import static dev.sluice.listen.Edge.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.listen.ListenSettings.Ceilings;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakDetection.class)
class ConnectionCeilingTest {

    private static ListenSettings settings(Ceilings ceilings) {
        ListenSettings usual = Edge.settings(Duration.ofMillis(50), Duration.ofSeconds(5));
        return new ListenSettings(
                usual.h2c(),
                usual.streams(),
                usual.tlsLibrary(),
                ceilings,
                usual.timeouts(),
                usual.connections(),
                usual.quiet(),
                usual.requests(),
                usual.flows(),
                usual.proxies());
    }

    /** Of all sockets or of each: with one socket both say the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionAboveItWaitsUntilAnotherCloses(boolean ofAll) throws IOException {
        Ceilings ceilings = ofAll ? new Ceilings(2, null) : new Ceilings(1000, 2);
        int port = FreePorts.next();
        try (ListenerServers servers = new ListenerServers(
                settings(ceilings),
                new EventLoops(Transport.AUTO),
                Edge::tell,
                new StreamServing(),
                StreamRecorder.NONE)) {
            servers.open(List.of(http("a", port)));
            try (RawClient first = RawClient.to(port);
                    RawClient second = RawClient.to(port)) {
                assertThat(first.get()).contains("200");
                assertThat(second.get()).contains("200");
                List<RawClient> waiting = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    RawClient client = RawClient.to(port);
                    waiting.add(client);
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                }
                for (int turn = 0; turn < 100; turn++) {
                    assertThat(first.get()).contains("200");
                    // An accept may have been under way when the second came.
                    assertThat(servers.connections(Edge.id("a"))).isBetween(2, 3);
                }

                second.reset();

                for (RawClient client : waiting) {
                    assertThat(client.answer()).contains("200");
                    client.close();
                }
            }
        }
    }

    @Test
    void isHalfOfTheOpenFilesUnlessSaid() {
        assertThat(Ceilings.ofDescriptors().connections()).isBetween(64, 1_000_000);
        assertThat(Ceilings.ofDescriptors().connectionsOfSocket()).isNull();
    }

    @Nested
    class ASocketThatCannotAccept {

        private final EmbeddedChannel server = new EmbeddedChannel(new AcceptFailures("a"));

        @Test
        void restsForASecond() {
            assertThat(server.config().isAutoRead()).isTrue();

            server.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
            server.pipeline().fireExceptionCaught(new SocketTimeoutException("again"));

            assertThat(server.config().isAutoRead()).isFalse();
            server.advanceTimeBy(999, TimeUnit.MILLISECONDS);
            server.runScheduledPendingTasks();
            assertThat(server.config().isAutoRead()).isFalse();
            server.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            server.runScheduledPendingTasks();
            assertThat(server.config().isAutoRead()).isTrue();
            server.checkException();
        }
    }
}
