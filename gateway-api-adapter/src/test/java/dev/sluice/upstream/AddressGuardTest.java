package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.tls.TlsLibrary;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod must not connect to, on real sockets and by the address alone. */
final class AddressGuardTest extends UpstreamFixture {

    private static final Try AFRESH = new Try(List.of(), true);

    @Nested
    final class OfAPod {

        private static final String OWN = "10.1.2.3";

        private final AddressGuard guard = guard(Set.of(OWN, "2001:db8::7"));

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "127.0.0.1",
                    "127.8.9.1",
                    "::1",
                    "0.0.0.0",
                    "0.0.0.1",
                    "::",
                    "169.254.169.254",
                    "fe80::1",
                    "224.0.0.1",
                    "ff02::1",
                    "255.255.255.255",
                    OWN,
                    "2001:db8::7",
                    "::ffff:127.0.0.1",
                    "::ffff:169.254.169.254",
                    "::ffff:0.0.0.0",
                    "::ffff:" + OWN,
                    "::127.0.0.1",
                    "::" + OWN,
                    "64:ff9b::127.0.0.1",
                    "64:ff9b::169.254.169.254",
                    "64:ff9b::" + OWN,
                    "2002:7f00:1::",
                    "2002:a9fe:a9fe::1"
                })
        void whatIsItsOwnOrAnyMachinesIsRefused(String address) throws UnknownHostException {
            assertThat(guard.permits(InetAddress.getByName(address))).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "10.1.2.4",
                    "192.168.0.1",
                    "100.64.0.1",
                    "126.255.255.255",
                    "128.0.0.1",
                    "169.253.0.1",
                    "203.0.113.9",
                    "255.255.255.254",
                    "2001:db8::8",
                    "fd00::1",
                    "::ffff:10.1.2.4",
                    "64:ff9b::10.1.2.4",
                    "2002:a01:204::1"
                })
        void otherAddressesArePermitted(String address) throws UnknownHostException {
            assertThat(guard.permits(InetAddress.getByName(address))).isTrue();
        }

        @Test
        void ownAddressesAreThoseOfAllInterfaces() throws SocketException {
            var addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
            assertThat(addresses).isNotEmpty().noneMatch(AddressGuard.ofPod()::permits);
        }
    }

    @Test
    void agentReachesItsNodeAsPodsDoAndNothingElseOfIt() throws SocketException {
        var addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(addresses)
                .allSatisfy(address -> assertThat(AddressGuard.ofNode().permits(address))
                        .isEqualTo(!address.isLoopbackAddress() && !address.isLinkLocalAddress()));
    }

    @Nested
    final class OnSockets {

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "localhost"})
        void loopbackIsNotConnectedTo(String host) throws Exception {
            guard(AddressGuard.ofPod());
            try (RawBackend backend = RawBackend.answering()) {
                assertRefused(exchange(serve(at(host, backend)), get()));
                assertThat(backend.opened()).isZero();
            }
        }

        @ParameterizedTest
        @EnumSource(
                value = BackendProtocol.class,
                names = {"H2C", "WSS"})
        void noProtocolIsAWayRound(BackendProtocol protocol) throws Exception {
            guard(AddressGuard.ofPod());
            try (RawBackend backend = RawBackend.answering()) {
                assertRefused(exchange(serve(protocol, backend.endpoint()), get()));
                assertThat(backend.opened()).isZero();
            }
        }

        @Test
        void whatIsPermittedIsConnectedTo() throws Exception {
            guard(AddressGuard.NONE);
            try (RawBackend backend = RawBackend.answering()) {
                assertThat(received(exchange(serve(at("localhost", backend)), get()))
                                .status()
                                .code())
                        .isEqualTo(200);
            }
        }

        @Test
        void refusedEndpointLeavesRequestsToTheOthers() throws Exception {
            Inet4Address other = elsewhere();
            guard(guard(Set.of()));
            try (RawBackend inner = RawBackend.answering();
                    RawBackend outer = RawBackend.answeringAt(other)) {
                Endpoint permitted = new Endpoint(other.getHostAddress(), outer.port());
                Upstream upstream = serve(inner.endpoint(), permitted);
                var second = exchange(upstream, get(), new Try(List.of(inner.endpoint()), false));
                assertThat(received(second).endpoint()).isEqualTo(permitted);
                assertThat(inner.opened()).isZero();
            }
        }

        /** One that is allowed at the first look and leads to loopback at the second. */
        @Test
        void nameThatMovesToLoopbackIsRefusedAtItsNextConnection() throws Exception {
            Inet4Address other = elsewhere();
            var names = new Answers(other, InetAddress.getLoopbackAddress());
            use(new Connector(Limits.USUAL.settings(), LOOPS, tls(), guard(Set.of()), names));
            try (RawBackend outer = RawBackend.answeringAt(other);
                    RawBackend inner = RawBackend.answeringOn(outer.port())) {
                Upstream upstream = serve(new Endpoint("shop.example.com", outer.port()));
                assertThat(received(exchange(upstream, get(), AFRESH)).status().code())
                        .isEqualTo(200);
                assertRefused(exchange(upstream, get(), AFRESH));
                assertThat(names.asked()).isEqualTo(2);
                assertThat(outer.opened()).isOne();
                assertThat(inner.opened()).isZero();
            }
        }
    }

    private static void assertRefused(UpstreamOutcome outcome) {
        var failed = failed(outcome);
        assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_CONNECT);
        assertThat(failed.progress()).isEqualTo(UpstreamOutcome.Progress.NOT_SENT);
    }

    private void guard(AddressGuard guard) {
        use(new Connector(Limits.USUAL.settings(), LOOPS, tls(), guard));
    }

    private static UpstreamTls tls() {
        return new UpstreamTls(TlsLibrary.AUTO);
    }

    /** Of a pod with these addresses. */
    private static AddressGuard guard(Set<String> own) {
        return new PodGuard(
                address -> own.contains(address.getHostAddress().replace("2001:db8:0:0:0:0:0:", "2001:db8::")));
    }

    private static Endpoint at(String host, RawBackend backend) {
        return new Endpoint(host, backend.port());
    }

    /** An address of this machine that stands for another pod's. */
    private static Inet4Address elsewhere() throws SocketException {
        var found = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(Inet4Address.class::cast)
                .findFirst();
        assumeThat(found).isPresent();
        return found.orElseThrow();
    }

    /** Answers in this order, whatever the name. */
    private static final class Answers extends AddressResolverGroup<InetSocketAddress> {

        private final Queue<InetAddress> answers;
        private int asked;

        Answers(InetAddress... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        synchronized int asked() {
            return asked;
        }

        private synchronized InetAddress next() {
            asked++;
            return answers.remove();
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setSuccess(next());
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(List.of(next()));
                }
            }.asAddressResolver();
        }
    }
}
