package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After a 101 bytes pass both ways, as they come, and nothing is lost or kept for long. */
final class TunnelTest extends UpstreamFixture {

    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: Echo\r\nX: y\r\n\r\n";

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    TunnelTest() throws IOException {}

    @AfterEach
    void closeServer() throws IOException {
        server.close();
    }

    /** The gateway's side of a client's connection, which the test reads and writes by the socket. */
    private Channel clientSide() {
        return new Bootstrap()
                .group(loop(0))
                .channelFactory(() -> LOOPS.onChannel(SocketChannel.class, loop(0)))
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalSocketAddress())
                .syncUninterruptibly()
                .channel();
    }

    private Socket join(Upgraded upgraded) throws Exception {
        Channel side = clientSide();
        Socket client = server.accept();
        client.setSoTimeout(20_000);
        loop(0).submit(() -> upgraded.tunnel().join(side)).get();
        return client;
    }

    private Upgraded upgraded(RawBackend backend) {
        return upgraded(serve(backend));
    }

    private static Upgraded upgraded(Upstream upstream) {
        UpstreamOutcome outcome =
                requireNonNull(upstream.exchange(upgrading("echo"), Try.FIRST).block(PATIENCE));
        assertThat(outcome).isInstanceOf(Upgraded.class);
        return (Upgraded) outcome;
    }

    private static String read(InputStream in, int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void bytesPassBothWaysAndThoseThatCameWithTheAnswerAreNotLost() throws Exception {
        try (RawBackend backend = new RawBackend(peer -> {
            peer.readHead();
            peer.write(SWITCH + "early");
            peer.write(read(peer.in(), 4));
            peer.readHead();
        })) {
            Upgraded upgraded = upgraded(backend);
            assertThat(backend.heads().take()).contains("connection: upgrade\r\n", "upgrade: echo\r\n");
            assertThat(upgraded.headers().names()).containsExactlyInAnyOrder("upgrade", "X");
            try (Socket client = join(upgraded)) {
                write(client, "ping");
                assertThat(read(client.getInputStream(), 9)).isEqualTo("earlyping");
                assertThat(serve(backend).view().running()).isEqualTo(1);
            }
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
            await().atMost(PATIENCE)
                    .until(() -> serve(backend).view().equals(new UpstreamView(SHOP, 0, 0, 0, 0, 1, 0)));
        }
    }

    @Test
    void bytesPassThroughTlsOfTheBackend() throws Exception {
        X509Bundle issuer = Issuers.root("ca");
        var names = List.of(new SubjectName(SubjectName.Type.HOSTNAME, "shop.example.com"));
        BackendTls tls = new BackendTls("shop.example.com", names, Issuers.trust(issuer), null);
        try (RawBackend backend = new RawBackend(TlsSockets.of(Issuers.issued(issuer, "shop.example.com")), peer -> {
            peer.readHead();
            peer.write(SWITCH + "early");
            peer.write(read(peer.in(), 4));
            peer.readHead();
        })) {
            Upgraded upgraded = upgraded(serve(BackendProtocol.HTTP, tls, backend.endpoint()));
            try (Socket client = join(upgraded)) {
                write(client, "ping");
                assertThat(read(client.getInputStream(), 9)).isEqualTo("earlyping");
            }
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
        }
    }

    @Test
    void endOfOneSideLeavesTheOtherOpen() throws Exception {
        try (RawBackend backend = new RawBackend(peer -> {
            peer.readHead();
            peer.write(SWITCH);
            String all = new String(peer.in().readAllBytes(), StandardCharsets.US_ASCII);
            peer.write(all + all);
        })) {
            try (Socket client = join(upgraded(backend))) {
                write(client, "ping");
                client.shutdownOutput();
                assertThat(read(client.getInputStream(), 100)).isEqualTo("pingping");
            }
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
        }
    }

    @Test
    void endOfTheBackendEndsTheClient() throws Exception {
        try (RawBackend backend = new RawBackend(peer -> {
                    peer.readHead();
                    peer.write(SWITCH + "bye");
                });
                Socket client = join(upgraded(backend))) {
            assertThat(read(client.getInputStream(), 100)).isEqualTo("bye");
            client.shutdownOutput();
            await().atMost(PATIENCE).until(() -> serve(backend).view().open() == 0);
        }
    }

    @Test
    void sideThatDoesNotReadStallsTheOther() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend backend = new RawBackend(peer -> {
                    peer.readHead();
                    peer.write(SWITCH);
                    try {
                        for (int i = 0; i < 256 * 16; i++) {
                            peer.out().write(new byte[MIB / 16]);
                            written.addAndGet(MIB / 16);
                        }
                    } finally {
                        over.countDown();
                    }
                });
                Socket client = join(upgraded(backend))) {
            await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> isStill(written));
            assertThat(written.get()).isLessThan(32L * MIB);
            client.getInputStream().skipNBytes(256L * MIB);
            over.await();
        }
    }

    @Test
    void tunnelWithoutAByteIsClosed() throws Exception {
        use(Limits.USUAL.withTunnel(Duration.ofMillis(300)));
        try (RawBackend backend = new RawBackend(peer -> {
                    peer.readHead();
                    peer.write(SWITCH);
                    peer.in().transferTo(peer.out());
                });
                Socket client = join(upgraded(backend))) {
            for (int i = 0; i < 5; i++) {
                write(client, "x");
                assertThat(read(client.getInputStream(), 1)).isEqualTo("x");
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
        }
    }

    @Test
    void tunnelThatNobodyJoinsIsClosed() throws Exception {
        try (RawBackend backend = new RawBackend(peer -> {
            peer.readHead();
            peer.write(SWITCH + "early");
            peer.readHead();
        })) {
            upgraded(backend).tunnel().close();
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
            assertThat(serve(backend).view().running()).isZero();
        }
    }

    @Test
    void otherProtocolIsAFault() throws Exception {
        try (RawBackend backend = answering(SWITCH)) {
            assertThat(answer(exchange(serve(backend), upgrading("websocket")))).isEqualTo(Answer.UPSTREAM_BROKEN);
        }
    }

    @Test
    void refusedUpgradeIsAResponse() throws Exception {
        try (RawBackend backend = answering(RawBackend.OK)) {
            assertThat(received(exchange(serve(backend), upgrading("echo")))
                            .status()
                            .code())
                    .isEqualTo(200);
        }
    }
}
