package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.NetworkNamespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer comes from the address that was asked; a client would not know another one. */
@ExtendWith(LeakDetection.class)
final class ReplyAddressTest {

    @ParameterizedTest
    @EnumSource
    void isTheOneThatWasAskedOfSeveral(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("a:").endpoint());
            fixture.open("127.0.0.1", "127.0.0.2", "::1");

            for (String host : List.of("127.0.0.1", "127.0.0.2", "::1")) {
                assertAnswersFrom(fixture, host);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThatOfIpv6Throughout(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("a:", "::1").endpoint());
            fixture.open("::1");

            assertAnswersFrom(fixture, "::1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheOneThatWasAskedOfAllThatTheMachineHas(DatagramTransport transport) throws Exception {
        assumeTrue(NetworkNamespace.isPossible());
        try (var network = NetworkNamespace.create("reply")) {
            network.ip("address", "add", "127.0.0.2/8", "dev", "lo");
            network.ip("address", "add", "192.0.2.7/32", "dev", "lo");
            network.ip("address", "add", "2001:db8::7/128", "dev", "lo");
            Boolean asked = network.call(() -> {
                try (var fixture = new DatagramFixture(transport)) {
                    fixture.route("a", 1, fixture.echo("a:").endpoint());
                    fixture.open("0.0.0.0");
                    for (String host : List.of("127.0.0.1", "127.0.0.2", "192.0.2.7", "::1", "2001:db8::7")) {
                        assertAnswersFrom(fixture, host);
                    }
                }
                return true;
            });
            assertThat(asked).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheOneThatWasAskedAlsoIfTheMachineGotItLater(DatagramTransport transport) throws Exception {
        assumeTrue(NetworkNamespace.isPossible());
        try (var network = NetworkNamespace.create("later")) {
            network.ip("address", "add", "192.0.2.1/32", "dev", "lo");
            Boolean asked = network.call(() -> {
                try (var fixture = new DatagramFixture(transport)) {
                    fixture.route("a", 1, fixture.echo("a:").endpoint());
                    fixture.open("0.0.0.0");
                    network.ip("address", "add", "192.0.2.7/32", "dev", "lo");
                    // A packet for an address that is not the sender's first: its answer would come from that.
                    await().atMost(DatagramFixture.PATIENCE).until(() -> {
                        UdpClient client = fixture.clientAt("192.0.2.1", 0, "192.0.2.7");
                        client.send("x");
                        return client.receive().getAddress().equals(InetAddress.ofLiteral("192.0.2.7"));
                    });
                }
                return true;
            });
            assertThat(asked).isTrue();
        }
    }

    private static void assertAnswersFrom(DatagramFixture fixture, String host) {
        UdpClient client = fixture.client(host);
        client.send("x");
        var answer = client.receive();

        assertThat(UdpClient.text(answer)).isEqualTo("a:x");
        assertThat(answer.getSocketAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(host), fixture.number));
    }

    @ParameterizedTest
    @EnumSource
    void datagramFromAPortOfOurOwnIsNotHandedOn(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, backend.endpoint()).open();

            fixture.clientAt("127.0.0.2", fixture.number).send("round and round");

            fixture.untilDropped(Drop.OWN_ADDRESS, 1);
            assertThat(backend.heard).isEmpty();
        }
    }
}
