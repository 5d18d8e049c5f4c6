package dev.sluice.upstream;

import dev.sluice.message.StreamTurns;
import dev.sluice.timing.Deadline;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection: carries several exchanges at a time. It is ready when the backend has said how many, which it
 * must do first; those that come before wait for it here.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is told by channelInactive.
final class Http2Connection extends ChannelInboundHandlerAdapter {

    /** Streams at a time, if the backend allows more. */
    private static final int MAX_STREAMS = 1024;

    /** Octets of a stream that may be on their way before the client has taken those before; as much is kept for it. */
    private static final int WINDOW = 256 * 1024;

    /** Octets of a response's headers. */
    private static final int MAX_HEADERS = 64 * 1024;

    private final Http2Pool pool;
    private final long opened = System.nanoTime();
    private final Queue<Exchange> waiting = new ArrayDeque<>();
    private final Deadline handshake = new Deadline() {
        @Override
        protected void expire() {
            fail(new IOException("The backend does not speak HTTP/2"));
        }
    };
    private @Nullable Channel channel;
    private @Nullable Throwable fault;
    private int limit = 100;
    private int streams;
    private long unusedSince = opened;
    private boolean ready;
    private boolean used;
    private boolean closing;

    Http2Connection(Http2Pool pool) {
        this.pool = pool;
    }

    /** Puts it into a new channel. Streams are read on demand; the connection always, for its windows are bounded. */
    void install(Channel added) {
        channel = added;
        added.config().setOption(ChannelOption.AUTO_READ, true);
        added.config().setOption(ChannelOption.AUTO_CLOSE, true);
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(WINDOW)
                        .maxHeaderListSize(MAX_HEADERS))
                .gracefulShutdownTimeoutMillis(0)
                .build();
        StreamTurns.apply(codec);
        added.pipeline().addLast(codec, new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), this);
    }

    /** TCP is connected. */
    void connected(long settingsWithin) {
        pool.wheel().schedule(handshake, settingsWithin);
    }

    /** Whether it can carry one more. */
    boolean takes() {
        return !closing && streams + waiting.size() < limit;
    }

    /** Carries an exchange, now or when it is ready. */
    void use(Exchange exchange) {
        if (ready) {
            open(exchange);
        } else {
            waiting.add(exchange);
            exchange.connecting();
        }
    }

    private void open(Exchange exchange) {
        streams++;
        Http2Exchange carrier = new Http2Exchange(exchange, used);
        used = true;
        Future<Http2StreamChannel> opening = new Http2StreamChannelBootstrap(channel())
                .option(ChannelOption.AUTO_READ, false)
                .handler(carrier)
                .open();
        opening.addListener(_ -> {
            if (opening.isSuccess()) {
                opening.getNow().closeFuture().addListener(_ -> streamClosed());
                exchange.use(carrier);
            } else {
                streamClosed();
                exchange.connectFailed(opening.cause());
            }
        });
    }

    private void streamClosed() {
        streams--;
        unusedSince = System.nanoTime();
        if (closing && streams == 0) {
            close();
        } else if (!closing) {
            pool.freed();
        }
    }

    /** Whether it is ready and carries nothing. */
    boolean unused() {
        return ready && !closing && streams == 0;
    }

    long opened() {
        return opened;
    }

    long unusedSince() {
        return unusedSince;
    }

    /** Takes no more exchanges, and is closed when the last one has ended. */
    void retire() {
        closing = true;
        if (streams == 0 && waiting.isEmpty()) {
            close();
        }
    }

    private void close() {
        closing = true;
        channel().close();
    }

    private Channel channel() {
        return Objects.requireNonNull(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object frame) {
        if (frame instanceof Http2SettingsFrame settings) {
            allowed(settings.settings().maxConcurrentStreams());
        } else if (frame instanceof Http2GoAwayFrame) {
            pool.leaving(this);
        }
        ReferenceCountUtil.release(frame);
    }

    private void allowed(@Nullable Long most) {
        if (most != null || !ready) {
            limit = (int) Math.min(MAX_STREAMS, most == null ? MAX_STREAMS : most);
        }
        if (!ready) {
            ready = true;
            handshake.cancel();
            serveWaiting();
        }
        if (closing && streams == 0) {
            close();
        }
        pool.freed();
    }

    private void serveWaiting() {
        Exchange next = waiting.poll();
        while (next != null) {
            if (next.over()) {
                // It was cancelled, or late.
            } else if (streams < limit && !closing) {
                open(next);
            } else {
                pool.acquire(next);
            }
            next = waiting.poll();
        }
    }

    /** No connection came of it. */
    void fail(Throwable cause) {
        handshake.cancel();
        closing = true;
        Exchange next = waiting.poll();
        while (next != null) {
            next.connectFailed(cause);
            next = waiting.poll();
        }
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        fault = cause;
        pool.leaving(this);
        from.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        fail(fault == null ? new IOException("The backend closed the connection") : fault);
    }
}
