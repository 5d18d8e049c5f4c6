package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
final class OpenSocketsFirstTest {

    private static final Duration SHORT = Duration.ofMillis(5);

    private final Set<String> open = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private final PodSockets sockets = new PodSockets(
            SHORT,
            (address, _) -> {
                var socket = address.getHostString() + "/" + address.getPort();
                if (!asked.contains(socket)) {
                    asked.add(socket);
                }
                return open.contains(socket);
            },
            tasks::add,
            () -> now);

    private Optional<ObjectNode> may(ObjectNode wanted, ObjectNode stored) {
        return new OpenSocketsFirst(sockets).of(wanted, Optional.of(stored));
    }

    private Optional<ObjectNode> mayBeMade(ObjectNode wanted) {
        return new OpenSocketsFirst(sockets).of(wanted, Optional.empty());
    }

    /** What the threads would do. */
    private void ask() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static ObjectNode slice(int port, String... addresses) {
        return slice(List.of(port), true, addresses);
    }

    private static ObjectNode slice(List<Integer> ports, boolean ready, String... addresses) {
        var slice = JsonMapper.shared().createObjectNode();
        var endpoints = slice.putArray("endpoints");
        for (String address : addresses) {
            var endpoint = endpoints.addObject();
            endpoint.putArray("addresses").add(address);
            endpoint.putObject("conditions").put("ready", ready);
        }
        ports.forEach(port -> slice.withArray("ports").addObject().put("port", port));
        return slice;
    }

    @Nested
    class ASlice {

        @Test
        void isMadeWhenTheSocketsOfItsPodsAreOpen() {
            open.add("10.0.0.1/20000");

            assertThat(mayBeMade(slice(20000, "10.0.0.1"))).isEmpty();
            ask();

            assertThat(mayBeMade(slice(20000, "10.0.0.1"))).hasValue(slice(20000, "10.0.0.1"));
        }

        @Test
        void getsThosePodsThatAreOpenAndTheOthersLater() {
            var stored = slice(20000, "10.0.0.1");
            var wanted = slice(20000, "10.0.0.1", "10.0.0.2");

            assertThat(may(wanted, stored)).hasValue(stored);

            open.add("10.0.0.2/20000");
            ask();
            assertThat(may(wanted, stored)).hasValue(wanted);
        }

        @Test
        void losesPodsAtOnceWhateverItWaitsFor() {
            var stored = slice(20000, "10.0.0.1", "10.0.0.9");

            assertThat(may(slice(20000, "10.0.0.1", "10.0.0.2"), stored)).hasValue(slice(20000, "10.0.0.1"));
            assertThat(may(slice(List.of(20000, 20001), true, "10.0.0.1"), stored))
                    .as("waits for another port")
                    .hasValue(slice(20000, "10.0.0.1"));
        }

        @Test
        void ofPodsThatAreLedToAlreadyAsksNothing() {
            var stored = slice(20000, "10.0.0.1", "10.0.0.2");

            assertThat(may(slice(20000, "10.0.0.2"), stored)).hasValue(slice(20000, "10.0.0.2"));
            assertThat(tasks).isEmpty();
        }

        /** Whatever is sent to find out would go to a backend. */
        @Test
        void asksForNoPortOfUdp() {
            var wanted = slice(20000, "10.0.0.1");
            wanted.withArray("ports").addObject().put("port", 20001).put("protocol", "UDP");

            assertThat(mayBeMade(wanted)).isEmpty();
            open.add("10.0.0.1/20000");
            ask();

            assertThat(mayBeMade(wanted)).hasValue(wanted);
            assertThat(asked).containsExactly("10.0.0.1/20000");
        }

        @Test
        void asksNoPodThatIsNotReady() {
            var wanted = slice(List.of(20000), false, "10.0.0.1");

            assertThat(mayBeMade(wanted)).hasValue(wanted);
            assertThat(tasks).isEmpty();
        }
    }

    @Nested
    class APod {

        @Test
        void isAskedOnceForEachPortForAllGateways() {
            for (int gateway = 0; gateway < 1000; gateway++) {
                assertThat(mayBeMade(slice(20000, "10.0.0.1"))).isEmpty();
            }

            assertThat(tasks).hasSize(1);
        }

        /** 1,000 Gateways with one pod that cannot be reached cost one wait, not one each. */
        @Test
        void thatDoesNotAnswerIsRememberedForAllItsPorts() {
            assertThat(mayBeMade(slice(20000, "10.0.0.1"))).isEmpty();
            ask();

            for (int port = 20000; port < 21000; port++) {
                assertThat(mayBeMade(slice(port, "10.0.0.1"))).isPresent();
            }
            assertThat(asked).containsExactly("10.0.0.1/20000");

            now = now.plusSeconds(61);
            assertThat(mayBeMade(slice(21000, "10.0.0.1"))).as("a minute later").isEmpty();
        }

        @Test
        void thatWasGoneIsAskedAgain() {
            open.add("10.0.0.1/20000");
            var _ = mayBeMade(slice(20000, "10.0.0.1"));
            ask();
            assertThat(mayBeMade(slice(20000, "10.0.0.1"))).isPresent();

            sockets.retain(Set.of("10.0.0.2"));

            assertThat(mayBeMade(slice(20000, "10.0.0.1"))).isEmpty();
        }

        @Test
        void isAskedByTcpUntilItsSocketOpens() throws Exception {
            int port = FreePorts.next();
            var known = new CountDownLatch(1);
            var real = new PodSockets(
                    Duration.ofSeconds(20),
                    PodSockets.Probe.TCP,
                    it -> Thread.ofVirtual().start(it),
                    () -> now);
            real.onChange(known::countDown);
            assertThat(real.mayBeUsed("127.0.0.1", port)).isFalse();
            assertThat(known.await(200, TimeUnit.MILLISECONDS)).isFalse();

            try (var _ = listening(port)) {
                assertThat(known.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(real.mayBeUsed("127.0.0.1", port)).isTrue();
        }

        private static ServerSocket listening(int port) throws IOException {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        }
    }
}
