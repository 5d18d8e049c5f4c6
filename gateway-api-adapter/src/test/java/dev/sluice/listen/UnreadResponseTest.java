package dev.sluice.listen;

import static dev.sluice.listen.Edge.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.edge.wire.ClientStream;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client does not read. */
@ExtendWith(LeakDetection.class)
class UnreadResponseTest {

    private static final Duration SOON = Duration.ofMillis(50);

    private final CompletableFuture<Channel> connection = new CompletableFuture<>();

    /** The kernel is asked for the limit that it keeps; what it would take without one depends on its memory. */
    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL"})
    void isKeptByTheKernelUpTo32KiB(Transport transport) throws Exception {
        assumeThat(transport.isAvailable()).as("%s on this machine", transport).isTrue();
        ChannelOption<Long> limit = Objects.requireNonNull(transport.unsentLimit());
        int port = FreePorts.next();
        try (ListenerServers servers = new ListenerServers(
                Edge.settings(SOON, SOON),
                new EventLoops(transport),
                this::answer,
                new StreamServing(),
                StreamRecorder.NONE)) {
            servers.open(List.of(http("a", port)));
            try (RawClient client = RawClient.to(port)) {
                client.get();
                Channel served = connection.get(10, TimeUnit.SECONDS);
                assertThat(served.config().getOption(limit)).isEqualTo(32 << 10);
            }
        }
    }

    private void answer(ClientStream stream) {
        connection.complete(stream.connection().channel());
        Edge.tell(stream);
    }
}
