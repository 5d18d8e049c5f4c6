package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.stream.StreamEnd;
import dev.sluice.testkit.LeakDetection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client may have as many ports as it likes, but not as many flows. */
@ExtendWith(LeakDetection.class)
final class FlowBoundsTest {

    private static final String HONEST = "127.0.0.2";

    @ParameterizedTest
    @EnumSource
    void clientOfManyPortsLeavesRoomForAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(100, 10, DatagramFixture.IDLE))) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            for (int i = 0; i < 200; i++) {
                fixture.clientAt("127.0.0.1", 0).send("attack");
            }
            fixture.untilDropped(Drop.TOO_MANY_OF_CLIENT, 190);

            assertThat(fixture.clientAt(HONEST, 0).ask("honest")).isEqualTo("a:honest");

            assertThat(fixture.ports.flows()).isEqualTo(11);
            assertThat(backend.peers).hasSize(11);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowThatThereIsGoesOnWhileThereIsNoRoom(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(5, 5, DatagramFixture.IDLE))) {
            fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            UdpClient first = fixture.client();
            first.ask("one");
            for (int i = 0; i < 20; i++) {
                fixture.client().send("more");
            }
            fixture.untilDropped(Drop.TOO_MANY_FLOWS, 16);

            assertThat(first.ask("two")).isEqualTo("a:two");
            assertThat(fixture.ports.flows()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void roomComesBackWhenFlowsEnd(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(2, 2, Duration.ofMillis(200)))) {
            fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            fixture.client().ask("x");
            fixture.client().ask("x");

            assertThat(fixture.client().askUntilAnswered("y")).isEqualTo("a:y");
        }
    }

    /**
     * In all, or of the one client that all of them are; as behind a node or load balancer, which stands for many. One
     * loop, for the others have flows of their own.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 10})
    void quietFlowGivesWayToANewOne(int most) throws Exception {
        var settings = new FlowSettings(most, 2, DatagramFixture.IDLE, Duration.ofMillis(50));
        try (var fixture = new DatagramFixture(DatagramTransport.EPOLL, settings, 1)) {
            fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            UdpClient quiet = fixture.client();
            quiet.ask("x");
            UdpClient busy = fixture.client();
            busy.ask("x");
            UdpClient late = fixture.client();

            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                busy.ask("still");
                late.send("let me in");
                return !fixture.ended.isEmpty();
            });

            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.IDLE);
                assertThat(record.octets().fromClient())
                        .as("what the quiet one sent")
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void quietFlowGivesUpItsSocketWhereThereAreNoMore() throws Exception {
        var settings = new FlowSettings(10, 10, DatagramFixture.IDLE, Duration.ofMillis(50));
        try (var fixture = new DatagramFixture(DatagramTransport.EPOLL, settings, 1)) {
            fixture.mostSockets = 1;
            fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            fixture.client().ask("quiet");

            assertThat(fixture.client().askUntilAnswered("x")).isEqualTo("a:x");

            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.IDLE);
                assertThat(record.octets().fromClient()).isEqualTo("quiet".length());
            });
        }
    }

    /** Else all endpoints would be taken for dead where this process has too few descriptors. */
    @ParameterizedTest
    @EnumSource
    void endpointIsNotBlamedWhereThereAreNoMoreSockets(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route(
                            "a",
                            1,
                            fixture.echo("a:").endpoint(),
                            fixture.echo("a:").endpoint())
                    .open();
            fixture.mostSockets = 0;
            UdpClient client = fixture.client();

            for (int number = 1; number <= 10; number++) {
                client.send("lost");
                fixture.untilDropped(Drop.NO_SOCKET, number);
            }
            assertThat(fixture.upstreams.views())
                    .singleElement()
                    .satisfies(view -> assertThat(view.ejected()).isZero());

            fixture.mostSockets = 1;
            assertThat(client.ask("x")).isEqualTo("a:x");
        }
    }

    @Test
    void countsReturnToNothing() {
        var bounds = new FlowBounds(DatagramFixture.settings(5, 3, DatagramFixture.IDLE));
        List<ClientKey> added = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ClientKey key = key("192.0.2.1", 1000 + i);
            if (bounds.tryAdd(key) == null) {
                added.add(key);
            }
        }
        assertThat(added).hasSize(3);
        assertThat(bounds.tryAdd(key("192.0.2.2", 1))).isNull();
        assertThat(bounds.tryAdd(key("192.0.2.1", 1))).isEqualTo(Drop.TOO_MANY_OF_CLIENT);
        assertThat(bounds.tryAdd(key("192.0.2.2", 2))).isNull();
        assertThat(bounds.tryAdd(key("192.0.2.3", 1))).isEqualTo(Drop.TOO_MANY_FLOWS);

        added.forEach(bounds::remove);

        assertThat(bounds.count()).isEqualTo(2);
        assertThat(bounds.tryAdd(key("192.0.2.1", 1))).isNull();
    }

    @Test
    void clientOfIpv6IsItsNetwork() {
        assertThat(key("2001:db8::1", 1).network())
                .isEqualTo(key("2001:db8::ffff:2", 2).network());
        assertThat(key("2001:db8::1", 1).network())
                .isNotEqualTo(key("2001:db8:0:1::1", 1).network());
        assertThat(key("192.0.2.1", 1).network()).isEqualTo(key("192.0.2.1", 2).network());
        assertThat(key("192.0.2.1", 1).network())
                .isNotEqualTo(key("192.0.2.2", 1).network());
    }

    /** A list in each bucket would be walked for each datagram of one of them. */
    @Test
    void clientsWhoseHashesCollideAreFoundAllTheSame() {
        Map<ClientKey, Integer> flows = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            flows.put(new ClientKey(0, i, 65_535 - 31 * i), i);
        }

        assertThat(flows.keySet().stream().map(ClientKey::hashCode).distinct()).hasSize(1);
        assertThat(flows.get(new ClientKey(0, 77_777, 65_535 - 31 * 77_777))).isEqualTo(77_777);
    }

    private static ClientKey key(String host, int port) {
        return ClientKey.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }
}
