package dev.sluice.datagram;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to the datagrams of a flow, between real sockets. */
@ExtendWith(LeakDetection.class)
final class FlowTest {

    @ParameterizedTest
    @EnumSource
    void datagramsGoToTheBackendAndItsAnswersComeBack(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();

            assertThat(client.ask("one")).isEqualTo("a:one");
            client.send("two");
            DatagramPacket answer = client.receive();

            assertThat(UdpClient.text(answer)).isEqualTo("a:two");
            assertThat(answer.getSocketAddress())
                    .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.number));
            assertThat(backend.peers).hasSize(1);
            assertThat(fixture.ports.flows()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordSaysWhatWasHandedOn(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            DatagramPort port = fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("one");
            client.ask("three");

            port.close();

            StreamRecord record = fixture.ended.remove();
            assertThat(record.kind()).isEqualTo(StreamKind.UDP);
            assertThat(record.port()).isEqualTo(DatagramFixture.PORT);
            assertThat(record.listener()).isEqualTo(DatagramFixture.LISTENER);
            assertThat(record.route()).hasToString("UDPRoute default/dns");
            assertThat(record.backend()).hasToString("default/a:53");
            assertThat(record.endpoint()).isEqualTo(backend.endpoint());
            assertThat(record.client()).isEqualTo("127.0.0.1");
            assertThat(record.octets()).isEqualTo(new StreamRecord.Count(8, 12));
            assertThat(record.datagrams()).isEqualTo(new StreamRecord.Count(2, 2));
            assertThat(record.end()).isEqualTo(StreamEnd.DRAINED);
            assertThat(record.why()).isNull();
            fixture.ended.add(record);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreApart(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("");
            fixture.route("a", 1, backend.endpoint()).open();
            var clients = new UdpClient[20];
            Arrays.setAll(clients, _ -> fixture.client());

            for (int i = 0; i < clients.length; i++) {
                clients[i].send("to " + i);
            }

            for (int i = 0; i < clients.length; i++) {
                assertThat(UdpClient.text(clients[i].receive())).isEqualTo("to " + i);
            }
            assertThat(backend.peers).hasSize(clients.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowStaysWithItsBackend(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("a").endpoint())
                    .route("b", 1, fixture.echo("b").endpoint())
                    .open();
            UdpClient client = fixture.client();

            Set<String> answers = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                answers.add(client.ask("x"));
            }

            assertThat(answers).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weightsChooseTheBackendOfEachFlow(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 9, fixture.echo("a").endpoint())
                    .route("b", 1, fixture.echo("b").endpoint())
                    .route("c", 0, fixture.echo("c").endpoint())
                    .open();
            int ofA = 0;
            int ofB = 0;
            for (int i = 0; i < 200; i++) {
                switch (fixture.client().ask("x")) {
                    case "ax" -> ofA++;
                    case "bx" -> ofB++;
                    default -> throw new AssertionError("weight 0");
                }
            }

            assertThat(ofA).isBetween(150, 199);
            assertThat(ofB).isBetween(1, 50);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangerCannotAnswerForTheBackend(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("one");

            fixture.echo("stranger")
                    .send(new byte[] {'!'}, backend.peers.iterator().next());

            assertThat(client.ask("two")).isEqualTo("a:two");
        }
    }

    @ParameterizedTest
    @EnumSource
    void largestDatagramIsNotCutShort(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("").endpoint()).open();
            UdpClient client = fixture.client();
            byte[] largest = new byte[65_507];
            new Random(1).nextBytes(largest);

            client.send(largest);
            DatagramPacket answer = client.receive();

            assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(largest);
        }
    }

    /** Those of clients only by epoll: the JDK does not send them to a connected peer. */
    @ParameterizedTest
    @EnumSource(names = "EPOLL")
    void datagramWithoutContentIsADatagram(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();

            assertThat(client.ask("")).isEmpty();

            assertThat(client.ask("x")).isEqualTo("a:x");
            assertThat(backend.heard).containsExactly("", "x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyAnswerComesBack(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("x");

            backend.send(new byte[0], backend.peers.iterator().next());

            assertThat(client.receive().getLength()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleFlowEndsAndTheNextDatagramBeginsAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(10, 10, Duration.ofMillis(150)))) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("one");

            fixture.untilFlows(0);

            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.IDLE);
                assertThat(record.nanos()).isGreaterThan(Duration.ofMillis(150).toNanos());
            });
            assertThat(client.ask("two")).isEqualTo("a:two");
            assertThat(backend.peers).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void datagramsOfEitherSideKeepAFlow(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport, DatagramFixture.settings(10, 10, Duration.ofMillis(400)))) {
            UdpBackend backend = UdpBackend.silent("a");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            client.send("subscribe");
            await().until(() -> !backend.peers.isEmpty());
            long until = System.nanoTime() + Duration.ofMillis(900).toNanos();

            while (System.nanoTime() < until) {
                backend.send(new byte[] {'.'}, backend.peers.iterator().next());
                client.receive();
                Thread.onSpinWait();
            }

            assertThat(fixture.ended).isEmpty();
            backend.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowWhoseEndpointRefusesGoesToAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            var dead = new Endpoint("127.0.0.1", FreePorts.next());
            fixture.route("a", 1, dead, backend.endpoint()).open();

            for (int i = 0; i < 20; i++) {
                assertThat(fixture.client().askUntilAnswered("x")).isEqualTo("a:x");
            }

            // Two failures to connect eject it, and none comes twice from one flow.
            await().untilAsserted(() -> assertThat(fixture.upstreams.views())
                    .singleElement()
                    .satisfies(view -> assertThat(view.ejected()).isOne()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void flowComesBackToTheOnlyEndpointWhenThatIsThere(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            var endpoint = new Endpoint("127.0.0.1", FreePorts.next());
            DatagramPort port = fixture.route("a", 1, endpoint).open();
            UdpClient client = fixture.client();
            client.send("lost");
            client.send("lost");
            fixture.untilFlows(1);

            UdpBackend late = UdpBackend.at("a:", endpoint);
            assertThat(client.askUntilAnswered("x")).isEqualTo("a:x");
            late.close();
            port.close();
            assertThat(fixture.ended)
                    .singleElement()
                    .satisfies(record -> assertThat(record.end()).isEqualTo(StreamEnd.DRAINED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nameIsResolvedWhileDatagramsWait(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, new Endpoint("localhost", backend.endpoint().port()))
                    .open();
            UdpClient client = fixture.client();
            client.send("1");
            client.send("2");
            client.send("3");

            assertThat(UdpClient.text(client.receive())).isEqualTo("a:1");
            assertThat(UdpClient.text(client.receive())).isEqualTo("a:2");
            assertThat(UdpClient.text(client.receive())).isEqualTo("a:3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void guardForbidsEndpoints(DatagramTransport transport) throws Exception {
        var settings = DatagramFixture.settings(10, 10, DatagramFixture.IDLE);
        try (var fixture = new DatagramFixture(transport, settings, _ -> false)) {
            UdpBackend backend = fixture.echo("a:");
            DatagramPort port = fixture.route("a", 1, backend.endpoint()).open();

            fixture.client().send("x");

            fixture.untilDropped(Drop.NO_ENDPOINT, 1);
            port.close();
            assertThat(backend.heard).isEmpty();
            assertThat(fixture.ended).singleElement().satisfies(record -> {
                assertThat(record.end()).isEqualTo(StreamEnd.CONNECT_FAILED);
                assertThat(record.why()).contains("does not connect there");
                assertThat(record.datagrams()).isEqualTo(StreamRecord.Count.NONE);
            });
        }
    }

    /** Equally long ones, which go to the kernel by one call, and others between them, of two clients in turn. */
    @ParameterizedTest
    @EnumSource
    void whatIsReadTogetherGoesOnApartAndInItsOrder(DatagramTransport transport) throws Exception {
        var settings = DatagramFixture.settings(10, 10, DatagramFixture.IDLE);
        try (var fixture = new DatagramFixture(transport, settings, 1)) {
            UdpBackend backend = fixture.echo("");
            DatagramPort port = fixture.route("a", 1, backend.endpoint()).open();
            UdpClient one = fixture.client();
            UdpClient other = fixture.client();
            one.ask("begin");
            other.ask("begin");
            List<String> sent = List.of("a1", "a2", "a3", "b", "a4", "a5", "cccc", "cccd", "a6", "a7", "x", "a8");

            fixture.whileNobodyReads(() -> sent.forEach(text -> {
                one.send("1" + text);
                other.send("2" + text);
            }));

            for (String text : sent) {
                assertThat(UdpClient.text(one.receive())).isEqualTo("1" + text);
                assertThat(UdpClient.text(other.receive())).isEqualTo("2" + text);
            }
            port.close();
            long octets = "begin".length()
                    + sent.stream().mapToLong(text -> 1 + text.length()).sum();
            assertThat(fixture.ended).hasSize(2).allSatisfy(record -> {
                assertThat(record.octets()).isEqualTo(new StreamRecord.Count(octets, octets));
                assertThat(record.datagrams()).isEqualTo(new StreamRecord.Count(1 + sent.size(), 1 + sent.size()));
            });
        }
    }

    /** As many as the kernel takes by one call have no more octets together than the largest one. */
    @ParameterizedTest
    @EnumSource
    void largeOnesThatAreReadTogetherAreWhole(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("").endpoint()).open();
            UdpClient client = fixture.client();
            client.ask("begin");
            byte[] large = new byte[20_000];
            new Random(1).nextBytes(large);

            fixture.whileNobodyReads(() -> {
                for (int number = 0; number < 5; number++) {
                    client.send(large);
                }
            });

            for (int number = 0; number < 5; number++) {
                DatagramPacket answer = client.receive();
                assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(large);
            }
        }
    }

    /** What a network card would have joined, as the sender's kernel does here. */
    @ParameterizedTest
    @EnumSource(names = "EPOLL")
    void datagramsThatTheKernelJoinedAreApartAgain(DatagramTransport transport) throws Exception {
        assumeTrue(EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("");
            fixture.route("a", 1, backend.endpoint()).open();
            var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            Channel sender = new Bootstrap()
                    .group(group)
                    .channel(EpollDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(0)
                    .sync()
                    .channel();
            var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.number);

            sender.writeAndFlush(new SegmentedDatagramPacket(Unpooled.copiedBuffer("onetwosixten!", US_ASCII), 3, to))
                    .sync();

            await().untilAsserted(() -> assertThat(backend.heard).hasSize(5));
            assertThat(backend.heard).containsExactly("one", "two", "six", "ten", "!");
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
