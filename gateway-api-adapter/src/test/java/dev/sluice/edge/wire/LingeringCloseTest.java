package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tls.TestCertificates;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LingeringCloseTest {

    private static final long SECONDS = 2;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Reads reads = new Reads();
    private boolean torn;
    private EmbeddedChannel channel = new TwoHalves(ticker, reads, new Closing()).registered();

    /** A channel whose halves end by themselves, as those of a socket. */
    private final class TwoHalves extends EmbeddedChannel implements DuplexChannel {

        private final ChannelConfig config = new DefaultChannelConfig(this) {
            @Override
            @SuppressWarnings("unchecked")
            public <T> @Nullable T getOption(ChannelOption<T> option) {
                return option.equals(ChannelOption.SO_LINGER) && torn
                        ? (T) Integer.valueOf(0)
                        : super.getOption(option);
            }
        };
        private boolean outputShutdown;

        TwoHalves(Ticker ticker, ChannelHandler... handlers) {
            super(EmbeddedChannel.builder().register(false).ticker(ticker).handlers(handlers));
        }

        TwoHalves registered() {
            try {
                register();
            } catch (Exception e) {
                throw new IllegalStateException("an embedded channel registers", e);
            }
            return this;
        }

        @Override
        public ChannelConfig config() {
            return config;
        }

        @Override
        public boolean isOutputShutdown() {
            return outputShutdown;
        }

        @Override
        public ChannelFuture shutdownOutput() {
            return shutdownOutput(newPromise());
        }

        @Override
        public ChannelFuture shutdownOutput(ChannelPromise promise) {
            outputShutdown = true;
            return promise.setSuccess();
        }

        @Override
        public boolean isInputShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdownInput() {
            throw new UnsupportedOperationException("its client ends this half");
        }

        @Override
        public ChannelFuture shutdownInput(ChannelPromise promise) {
            throw new UnsupportedOperationException("its client ends this half");
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdown() {
            return close();
        }

        @Override
        public ChannelFuture shutdown(ChannelPromise promise) {
            return close(promise);
        }
    }

    /** Counts them. */
    private static final class Reads extends ChannelOutboundHandlerAdapter {

        private int count;

        @Override
        public void read(ChannelHandlerContext ctx) {
            count++;
            ctx.read();
        }
    }

    private static final class Closing extends ChannelDuplexHandler {

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            LingeringClose.close(ctx, promise, SECONDS);
        }
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    /** By its pipeline, for an embedded channel gives up all timers when it is told itself. */
    private ChannelFuture close() {
        return channel.pipeline().close();
    }

    private boolean ourHalfIsOver() {
        return ((DuplexChannel) channel).isOutputShutdown();
    }

    private void pass(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void endsOurHalfBehindAllThatWasWritten() {
        var _ = channel.write(Unpooled.copiedBuffer("last", US_ASCII));
        ChannelFuture closed = close();
        ByteBuf last = channel.readOutbound();
        assertThat(last.toString(US_ASCII)).isEqualTo("last");
        last.release();
        assertThat(ourHalfIsOver()).isTrue();
        assertThat(channel.isOpen()).isTrue();
        assertThat(closed.isDone()).isFalse();
    }

    @Test
    void readsOnSoThatTheEndOfTheClientIsSeen() {
        int before = reads.count;
        var _ = close();
        assertThat(reads.count).isEqualTo(before + 1);
    }

    @Test
    void endsTheRestAfterSomeSeconds() {
        ChannelFuture closed = close();
        pass(1_999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void leavesNoTimerWhenTheClientEndsFirst() {
        ChannelFuture closed = close();
        assertThat(channel.runScheduledPendingTasks()).isPositive();
        channel.unsafe().close(channel.voidPromise());
        channel.runPendingTasks();
        assertThat(closed.isSuccess()).isTrue();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void doesNotWaitWhereTheConnectionIsToBeTornDown() {
        torn = true;
        assertThat(close().isSuccess()).isTrue();
        assertThat(channel.isOpen()).isFalse();
        assertThat(ourHalfIsOver()).isFalse();
    }

    @Test
    void doesNotWaitForAChannelWithoutHalves() {
        channel =
                EmbeddedChannel.builder().ticker(ticker).handlers(new Closing()).build();
        assertThat(close().isSuccess()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    @Nested
    class BehindTls {

        private final EmbeddedChannel client = new EmbeddedChannel();

        @BeforeEach
        void shakeHands() throws SSLException {
            X509Bundle bundle = TestCertificates.bundle("a.test", "a.test");
            channel.pipeline()
                    .addFirst(SslContextBuilder.forServer(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
                            .sslProvider(SslProvider.JDK)
                            .build()
                            .newHandler(channel.alloc()));
            client.pipeline()
                    .addFirst(SslContextBuilder.forClient()
                            .sslProvider(SslProvider.JDK)
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .build()
                            .newHandler(client.alloc()));
            boolean moved = true;
            while (moved) {
                boolean sent = carry(client, channel);
                moved = carry(channel, client) || sent;
            }
            assertThat(tlsOf(client).handshakeFuture().isSuccess()).isTrue();
        }

        @AfterEach
        void endClient() {
            client.finishAndReleaseAll();
        }

        private static SslHandler tlsOf(EmbeddedChannel channel) {
            return channel.pipeline().get(SslHandler.class);
        }

        /** What one has sent comes to the other. */
        private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
            from.runPendingTasks();
            boolean moved = false;
            for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
                to.writeInbound(octets);
                moved = true;
            }
            return moved;
        }

        private boolean clientHasSeenTheEnd() {
            return tlsOf(client).sslCloseFuture().isSuccess();
        }

        @Test
        void saysTheEndOfTlsBeforeOurHalfEnds() {
            var _ = close();
            assertThat(ourHalfIsOver()).isTrue();
            assertThat(clientHasSeenTheEnd()).isFalse();
            carry(channel, client);
            assertThat(clientHasSeenTheEnd()).isTrue();
        }

        @Test
        void endsTlsBehindAllThatWasWritten() {
            var _ = channel.write(Unpooled.copiedBuffer("last", US_ASCII));
            var _ = close();
            carry(channel, client);
            ByteBuf last = client.readInbound();
            assertThat(last).isNotNull();
            assertThat(last.toString(US_ASCII)).isEqualTo("last");
            last.release();
            assertThat(clientHasSeenTheEnd()).isTrue();
        }

        @Test
        void readsOnAndEndsTheRestAfterSomeSeconds() {
            int before = reads.count;
            ChannelFuture closed = close();
            assertThat(reads.count).isGreaterThan(before);
            pass(1_999);
            assertThat(channel.isOpen()).isTrue();
            pass(1);
            assertThat(channel.isOpen()).isFalse();
            assertThat(closed.isSuccess()).isTrue();
        }

        @Test
        void doesNotAnswerWhatStillComesWithAnEnd() {
            var _ = close();
            var _ = client.writeAndFlush(Unpooled.copiedBuffer("more", US_ASCII));
            carry(client, channel);
            assertThat(channel.isOpen()).isTrue();
        }
    }
}
