package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that speaks HTTP/2 without TLS; a script says what happens to each request when its head is here. */
@SuppressWarnings("FutureReturnValueIgnored") // A test sees what does not arrive.
public final class H2cBackend implements AutoCloseable {

    private final Channel server;
    private final Script script;
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final BlockingQueue<Http2Headers> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final AtomicInteger resets = new AtomicInteger();

    /** What happens to a request, on the event loop. */
    @FunctionalInterface
    public interface Script {
        void serve(Request request);
    }

    /**
     * One request, on a stream of its own.
     *
     * @param number from 0, over all connections
     * @param whole whether its head ended the stream
     */
    public record Request(int number, Http2Headers head, Channel stream, H2cBackend backend, boolean whole) {

        public void head(int status, boolean last, String... fields) {
            Http2Headers head = new DefaultHttp2Headers().status(Integer.toString(status));
            send(head, last, fields);
        }

        public void trailers(String... fields) {
            send(new DefaultHttp2Headers(), true, fields);
        }

        private void send(Http2Headers head, boolean last, String... fields) {
            for (int i = 0; i < fields.length; i += 2) {
                head.add(fields[i], fields[i + 1]);
            }
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, last));
        }

        /** Says that no stream after this one was looked at. */
        void goAway() {
            Http2FrameCodec codec = stream.parent().pipeline().get(Http2FrameCodec.class);
            ChannelHandlerContext context = stream.parent().pipeline().context(codec);
            int id = ((Http2StreamChannel) stream).stream().id();
            context.executor().execute(() -> {
                codec.goAway(context, id, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
                context.flush();
            });
        }

        /** Frames of 16 KiB, which leave together as far as windows allow. */
        void frames(int count, boolean last) {
            for (int i = 1; i <= count; i++) {
                ByteBuf frame = stream.alloc().buffer().writeZero(16 * 1024);
                stream.write(new DefaultHttp2DataFrame(frame, last && i == count));
            }
            stream.flush();
        }

        /** Frames of one octet, each as it is, which leave together; then the end. */
        void octets(int count) {
            Http2FrameCodec codec = stream.parent().pipeline().get(Http2FrameCodec.class);
            ChannelHandlerContext context = stream.parent().pipeline().context(codec);
            int id = ((Http2StreamChannel) stream).stream().id();
            for (int i = 0; i < count; i++) {
                codec.encoder()
                        .frameWriter()
                        .writeData(context, id, UpstreamFixture.buffer("x"), 0, false, context.newPromise());
            }
            stream.writeAndFlush(new DefaultHttp2DataFrame(true));
        }

        /** Closes the connection, with all that is on it. */
        public void disconnect() {
            stream.parent().close();
        }

        public void body(String text, boolean last) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(UpstreamFixture.buffer(text), last));
        }
    }

    public H2cBackend(long maxStreams, Script script) {
        this.script = script;
        this.server = new ServerBootstrap()
                .group(UpstreamFixture.LOOPS.onServer(true))
                .channelFactory(() -> UpstreamFixture.LOOPS.onChannel(
                        ServerSocketChannel.class, UpstreamFixture.LOOPS.onServer(true)))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        opened.incrementAndGet();
                        connections.add(channel);
                        channel.closeFuture().addListener(_ -> connections.remove(channel));
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(maxStreams))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Stream());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Answers 200 without a body. */
    public static H2cBackend answering() {
        return new H2cBackend(100, request -> request.head(200, true));
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort());
    }

    /** Connections so far. */
    int opened() {
        return opened.get();
    }

    /** Connections that are open. */
    Set<Channel> connections() {
        return connections;
    }

    public BlockingQueue<Http2Headers> heads() {
        return heads;
    }

    /** What came after the heads: text of bodies, and trailers. */
    public BlockingQueue<String> bodies() {
        return bodies;
    }

    /** Streams that the gateway reset. */
    int resets() {
        return resets.get();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        connections.forEach(connection -> connection.close().syncUninterruptibly());
    }

    private final class Stream extends ChannelInboundHandlerAdapter {

        private boolean begun;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame head && !begun) {
                begun = true;
                heads.add(head.headers());
                script.serve(new Request(
                        heads.size() - 1, head.headers(), context.channel(), H2cBackend.this, head.isEndStream()));
            } else if (frame instanceof Http2HeadersFrame trailers) {
                bodies.add("trailers " + trailers.headers().names());
            } else if (frame instanceof Http2DataFrame data && data.content().isReadable()) {
                bodies.add(data.content().toString(java.nio.charset.StandardCharsets.US_ASCII));
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame) {
                resets.incrementAndGet();
            }
        }
    }
}
