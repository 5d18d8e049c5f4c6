package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.LeakDetection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of flows when routes, endpoints and sockets change. */
@ExtendWith(LeakDetection.class)
final class FlowRouteTest {

    @ParameterizedTest
    @EnumSource
    void flowStaysWithItsBackendWhenWeightsChange(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend old = fixture.echo("old:");
            fixture.route("old", 1, old.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("x");

            fixture.route("old", 0, old.endpoint())
                    .route("new", 1, fixture.echo("new:").endpoint());

            assertThat(client.ask("x")).isEqualTo("old:x");
            assertThat(fixture.client().ask("x")).isEqualTo("new:x");
            assertThat(fixture.ports.flows()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowOfABackendThatNoRouteNamesGoesToAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("old", 1, fixture.echo("old:").endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("x");

            fixture.route("new", 1, fixture.echo("new:").endpoint()).unroute("old");

            await().until(() -> client.ask("x").equals("new:x"));
            assertThat(fixture.ports.flows()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowWhoseEndpointIsGoneGoesToAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend one = fixture.echo("1:");
            UdpBackend two = fixture.echo("2:");
            fixture.route("a", 1, one.endpoint()).open();
            UdpClient client = fixture.client();
            assertThat(client.ask("x")).isEqualTo("1:x");

            fixture.route("a", 1, one.endpoint(), two.endpoint());
            assertThat(client.ask("x")).isEqualTo("1:x");
            fixture.route("a", 1, two.endpoint());

            assertThat(client.ask("x")).isEqualTo("2:x");
            assertThat(fixture.ports.flows()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowWithoutEndpointWaitsForOne(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1).open();
            UdpClient client = fixture.client();
            client.send("lost");
            fixture.untilDropped(Drop.NO_ENDPOINT, 1);

            fixture.route("a", 1, fixture.echo("a:").endpoint());

            assertThat(client.ask("x")).isEqualTo("a:x");
            assertThat(fixture.began).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNoRouteTakesIsToldOnceForEachClient(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            DatagramPort port = fixture.open();
            UdpClient client = fixture.client();
            client.send("1");
            client.send("2");
            client.send("3");
            fixture.untilDropped(Drop.NO_ROUTE, 3);

            port.close();

            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.NO_ROUTE);
                assertThat(record.route()).isNull();
                assertThat(record.datagrams()).isEqualTo(StreamRecord.Count.NONE);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void shareThatLeadsNowhereKeepsItsFlows(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            DatagramPort port = fixture.broken("BackendNotFound", "Service default/a not found")
                    .open();
            UdpClient client = fixture.client();
            for (int i = 0; i < 10; i++) {
                client.send("x");
            }
            fixture.untilDropped(Drop.NO_BACKEND, 10);

            port.close();

            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.NO_BACKEND);
                assertThat(record.why()).isEqualTo("BackendNotFound: Service default/a not found");
                assertThat(record.route()).hasToString("UDPRoute default/dns");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowEndsWithItsListener(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("x");

            fixture.replaceListener("another");

            assertThat(client.ask("y")).isEqualTo("a:y");
            assertThat(backend.peers).hasSize(2);
            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.listener()).isEqualTo(DatagramFixture.LISTENER);
                assertThat(record.end()).isEqualTo(StreamEnd.DRAINED);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedSocketBeginsNoFlowsAndLetsTheOthersGoOnForATime(DatagramTransport transport) throws Exception {
        var settings = new FlowSettings(10, 10, DatagramFixture.IDLE, DatagramFixture.IDLE);
        try (var fixture = new DatagramFixture(transport, settings)) {
            DatagramPort port =
                    fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("x");

            CompletableFuture<Void> drained = port.drain(Duration.ofSeconds(2));
            await().until(() -> {
                fixture.client().send("new");
                return fixture.ports.drops().count(Drop.DRAINING) > 0;
            });
            assertThat(client.ask("y")).isEqualTo("a:y");
            assertThat(drained).isNotDone();

            drained.get(10, TimeUnit.SECONDS);
            await().until(port::isClosed);
            assertThat(fixture.ended)
                    .singleElement()
                    .satisfies(record -> assertThat(record.end()).isEqualTo(StreamEnd.DRAINED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void drainDoesNotWaitForWhatIsQuiet(DatagramTransport transport) throws Exception {
        var settings = new FlowSettings(10, 10, DatagramFixture.IDLE, Duration.ofMillis(50));
        try (var fixture = new DatagramFixture(transport, settings)) {
            DatagramPort port =
                    fixture.route("a", 1, fixture.echo("a:").endpoint()).open();
            fixture.client().ask("x");

            port.drain(DatagramFixture.IDLE).get(10, TimeUnit.SECONDS);

            await().until(port::isClosed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noDatagramIsHeardTwiceWhenSocketsAreReplaced(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("");
            DatagramPort port = fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            int sent = 0;

            for (int swap = 0; swap < 20; swap++) {
                for (int i = 0; i < 20; i++) {
                    client.send(String.valueOf(sent++));
                }
                port.close();
                port = fixture.open();
            }

            client.send("last");
            await().until(() -> backend.heard.contains("last"));
            assertThat(backend.heard).doesNotHaveDuplicates().hasSizeGreaterThan(20);
        }
    }
}
