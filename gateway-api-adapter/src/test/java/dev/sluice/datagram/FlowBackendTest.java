package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a flow cannot be connected to, and what the kernel does not send for it. */
@ExtendWith(LeakDetection.class)
final class FlowBackendTest {

    /** The kernel refuses to connect a socket to it that may not broadcast. */
    private static final String BROADCAST = "255.255.255.255";

    /** Has an empty label, so nobody is asked for its address. */
    private static final String NO_NAME = "nowhere..invalid";

    private static final int CLIENTS = 10;

    /** IPv6 carries it, IPv4 does not. */
    private static final byte[] LARGE = new byte[65_510];

    @ParameterizedTest
    @EnumSource
    void addressThatTheKernelRefusesIsLeftForAnother(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, new Endpoint(BROADCAST, FreePorts.next()), backend.endpoint())
                    .open();

            for (int number = 0; number < CLIENTS; number++) {
                assertThat(fixture.client().ask("one")).isEqualTo("a:one");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void datagramsForAnAddressThatTheKernelRefusesAreCounted(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, new Endpoint(BROADCAST, FreePorts.next())).open();

            fixture.client().send("one");

            fixture.untilDropped(Drop.NO_ENDPOINT, 1);
        }
    }

    @Test
    void datagramThatWaitedForANameGoesToAnotherEndpoint() throws Exception {
        try (var fixture = new DatagramFixture(DatagramTransport.NIO)) {
            UdpBackend backend = fixture.echo("a:");
            fixture.route("a", 1, new Endpoint(NO_NAME, FreePorts.next()), backend.endpoint())
                    .open();

            for (int number = 0; number < CLIENTS; number++) {
                assertThat(fixture.client().ask("one")).isEqualTo("a:one");
            }
        }
    }

    @Test
    void datagramThatWaitedForANameWithoutAddressIsCounted() throws Exception {
        try (var fixture = new DatagramFixture(DatagramTransport.NIO)) {
            fixture.route("a", 1, new Endpoint(NO_NAME, FreePorts.next())).open();

            fixture.client().send("one");

            fixture.untilDropped(Drop.NO_ENDPOINT, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void datagramTooLargeForTheBackendsFamilyIsCounted(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            fixture.route("a", 1, fixture.echo("a:").endpoint()).open("::1");
            UdpClient client = fixture.client("::1");

            client.send(LARGE);

            fixture.untilDropped(Drop.NOT_SENT, 1);
            assertThat(client.ask("small")).isEqualTo("a:small");
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerTooLargeForTheClientsFamilyIsCounted(DatagramTransport transport) throws Exception {
        try (var fixture = new DatagramFixture(transport)) {
            UdpBackend backend = fixture.echo("a:", "::1");
            fixture.route("a", 1, backend.endpoint()).open();
            UdpClient client = fixture.client();
            assertThat(client.ask("one")).isEqualTo("a:one");

            backend.send(LARGE, backend.peers.iterator().next());

            fixture.untilDropped(Drop.NOT_SENT, 1);
            assertThat(client.ask("small")).isEqualTo("a:small");
        }
    }

    @Test
    void portThatIsTakenSaysSo() throws Exception {
        try (var fixture = new DatagramFixture(DatagramTransport.NIO);
                var _ = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.number))) {
            assertThatExceptionOfType(DatagramBindException.class).isThrownBy(fixture::open);
        }
    }
}
