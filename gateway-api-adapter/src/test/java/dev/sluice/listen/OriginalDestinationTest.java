package dev.sluice.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.NetworkNamespace;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel of this machine translates here, in a network namespace. */
@NeedsProgram("nft")
class OriginalDestinationTest {

    private static final String RULES = """
            table inet steer {
                chain output {
                    type nat hook output priority -100;
                    ip daddr 10.96.0.10 tcp dport 80 dnat ip to 127.0.0.1:15006
                    ip6 daddr fd96::10 tcp dport 81 dnat ip6 to [::1]:15006
                }
            }
            """;

    @SuppressWarnings("NullAway.Init")
    private static NetworkNamespace node;

    @BeforeAll
    static void build() {
        assumeThat(NetworkNamespace.isPossible()).isTrue();
        node = NetworkNamespace.create("original");
        node.ip("address", "add", "10.96.0.1/24", "dev", "lo");
        node.ip("-6", "route", "add", "fd96::/64", "dev", "lo");
        node.run("sh", "-c", "nft -f - <<'END'\n" + RULES + "END");
    }

    @AfterAll
    static void remove() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"IO_URING", "EPOLL"})
    void isKnownOfWhatWasSteeredAndOfNothingElse(Transport transport) throws Exception {
        assumeThat(transport.isAvailable()).isTrue();
        var loops = new EventLoops(transport);
        try (var accepted = new Accepted(loops)) {
            assertThat(accepted.from("10.96.0.10", 80))
                    .contains(new InetSocketAddress(InetAddress.ofLiteral("10.96.0.10"), 80));
            assertThat(accepted.from("fd96::10", 81))
                    .contains(new InetSocketAddress(InetAddress.ofLiteral("fd96::10"), 81));
            assertThat(accepted.from("127.0.0.1", 15006)).isEmpty();
            assertThat(accepted.from("::1", 15006)).isEmpty();
        } finally {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
        }
    }

    @Test
    void addressOfThisMachineIsKnown() {
        var kernel = new OriginalDestination();

        assertThat(kernel.isOfThisMachine(InetAddress.getLoopbackAddress())).isTrue();
        assertThat(kernel.isOfThisMachine(InetAddress.ofLiteral("203.0.113.1"))).isFalse();
    }

    /** What a server on both families sees. */
    private static final class Accepted implements AutoCloseable {
        private final BlockingQueue<Optional<InetSocketAddress>> seen = new LinkedBlockingQueue<>();
        private final Channel v4;
        private final Channel v6;

        Accepted(EventLoops loops) throws Exception {
            v4 = bind(loops, "127.0.0.1");
            v6 = bind(loops, "::1");
        }

        private Channel bind(EventLoops loops, String address) throws Exception {
            return node.call(() -> new ServerBootstrap()
                    .group(loops.group())
                    .channelFactory(loops.transport().serverChannels())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            seen.add(Optional.ofNullable(new OriginalDestination().of(channel)));
                            var _ = channel.close();
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.ofLiteral(address), 15006))
                    .sync()
                    .channel());
        }

        Optional<InetSocketAddress> from(String address, int port) throws Exception {
            try (Socket _ = node.call(() -> new Socket(InetAddress.ofLiteral(address), port))) {
                var one = seen.poll(10, TimeUnit.SECONDS);
                return one == null ? Optional.of(InetSocketAddress.createUnresolved("nobody", 0)) : one;
            }
        }

        @Override
        public void close() {
            v4.close().syncUninterruptibly();
            v6.close().syncUninterruptibly();
        }
    }
}
