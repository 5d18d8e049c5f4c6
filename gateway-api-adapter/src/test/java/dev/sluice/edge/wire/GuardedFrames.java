package dev.sluice.edge.wire;

import dev.sluice.answer.RequestFault;
import dev.sluice.edge.RequestLimits;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection without a socket: frames go in, and what becomes of them is written down. The clock is driven.
 */
final class GuardedFrames implements AutoCloseable {

    private static final int HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private final List<String> transcript = new ArrayList<>();
    private final List<Integer> lastStreams = new ArrayList<>();
    private final Map<Integer, Integer> credited = new HashMap<>();
    private final Map<Integer, Integer> sent = new HashMap<>();
    private final Map<Integer, Exchange> exchanges = new HashMap<>();
    private final ByteBuf written = Unpooled.buffer();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final MockTicker ticker = Ticker.newMockTicker();
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final byte[] lastPing = new byte[Long.BYTES];
    private final RequestLimits limits;
    private final EmbeddedChannel channel;
    private @Nullable ServedConnection served;
    private @Nullable ByteBuf batch;
    private boolean holds;
    private boolean leavesBodies;
    private int answerLength;
    private final List<ChannelPromise> unwritten = new ArrayList<>();
    private boolean stalled;
    private int flushes;
    private int writes;

    GuardedFrames() {
        this(GuardedConnection.LIMITS, HttpConnections::inClearText);
    }

    /** A connection whose TLS handshake has agreed on HTTP/2. */
    static GuardedFrames byAlpn() {
        return new GuardedFrames(GuardedConnection.LIMITS, (connections, channel) -> {
            ChannelHandler placeholder = new ChannelInboundHandlerAdapter();
            channel.pipeline().addLast(placeholder);
            connections.replace(placeholder, channel, null, true);
            channel.read();
        });
    }

    /** A connection that refuses longer bodies of requests. */
    static GuardedFrames withBodiesUpTo(long octets) {
        return new GuardedFrames(new RequestLimits(8192, 8192, 100, octets), HttpConnections::inClearText);
    }

    private GuardedFrames(RequestLimits limits, BiConsumer<HttpConnections, Channel> layout) {
        this.limits = limits;
        this.channel = EmbeddedChannel.builder()
                .register(false)
                .ticker(ticker)
                .handlers(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new Socket());
                        layout.accept(connections(), opened);
                    }
                })
                .build();
        channel.config().setAutoRead(false).setAllocator(allocator);
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException("an embedded channel registers", e);
        }
    }

    /** What is tested. All that these tests know of the pipeline stands here. */
    private HttpConnections connections() {
        return new HttpConnections(
                GuardedConnection.SOCKET,
                null,
                new HttpConnections.Settings(true, 1000, limits),
                new ConnectionClock(GuardedConnection.TIMEOUTS),
                this::handle,
                () -> false,
                (channel, started) -> served = started);
    }

    private void handle(ClientStream stream) {
        Exchange begun = new Exchange(stream);
        exchanges.put(Integer.parseInt(stream.request().target().substring(1)), begun);
        begun.begin();
    }

    /** The connection begins with its preface and SETTINGS. */
    GuardedFrames begin() {
        return octets(Http2CodecUtil.connectionPrefaceBuf())
                .frame(Http2FrameTypes.SETTINGS, new Http2Flags(), 0, new byte[0]);
    }

    /** From now on requests are not answered. */
    GuardedFrames holdAnswers() {
        holds = true;
        return this;
    }

    /** From now on they are again. */
    GuardedFrames answerAtOnce() {
        holds = false;
        return this;
    }

    /** From now on answers have so many octets, which need a window. */
    GuardedFrames answerWith(int octets) {
        answerLength = octets;
        return this;
    }

    GuardedFrames octets(ByteBuf octets) {
        if (batch != null) {
            batch.writeBytes(octets);
            octets.release();
        } else if (channel.isOpen()) {
            channel.writeInbound(octets);
        } else {
            octets.release();
        }
        return this;
    }

    /** All that is sent meanwhile comes in one read. */
    GuardedFrames inOneRead(Runnable frames) {
        ByteBuf gathered = allocator.heapBuffer();
        batch = gathered;
        frames.run();
        batch = null;
        return octets(gathered);
    }

    GuardedFrames frame(byte type, Http2Flags flags, int stream, byte... payload) {
        ByteBuf frame = allocator.heapBuffer();
        Http2CodecUtil.writeFrameHeader(frame, payload.length, type, flags, stream);
        return octets(frame.writeBytes(payload));
    }

    GuardedFrames headers(int stream, boolean endsStream, boolean endsBlock, String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new IllegalArgumentException(e);
        }
        byte[] payload = new byte[block.readableBytes()];
        block.readBytes(payload).release();
        return frame(
                Http2FrameTypes.HEADERS,
                new Http2Flags().endOfStream(endsStream).endOfHeaders(endsBlock),
                stream,
                payload);
    }

    /** A request with or without a body. */
    GuardedFrames request(int stream, boolean ends) {
        return headers(
                stream,
                ends,
                true,
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/" + stream,
                ":authority",
                "a.test");
    }

    GuardedFrames data(int stream, boolean ends, int length) {
        return frame(Http2FrameTypes.DATA, new Http2Flags().endOfStream(ends), stream, new byte[length]);
    }

    GuardedFrames ping() {
        return frame(Http2FrameTypes.PING, new Http2Flags(), 0, new byte[8]);
    }

    GuardedFrames reset(int stream) {
        return frame(Http2FrameTypes.RST_STREAM, new Http2Flags(), stream, integer(8));
    }

    /** The client can take so many more octets, of a stream or with 0 of all. */
    GuardedFrames credit(int stream, int octets) {
        return frame(Http2FrameTypes.WINDOW_UPDATE, new Http2Flags(), stream, integer(octets));
    }

    /** The client answers the last PING that was no answer. */
    GuardedFrames answerPing() {
        return frame(Http2FrameTypes.PING, new Http2Flags().ack(true), 0, lastPing);
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /** From now on nobody reads the body of a request before {@link #takeBody}. */
    GuardedFrames leaveBodies() {
        leavesBodies = true;
        return this;
    }

    /** Somebody begins to read the body of a request. */
    GuardedFrames takeBody(int stream) {
        return turn(() -> exchange(stream).takeBody());
    }

    /** Answers are given, all in one turn of the event loop. */
    GuardedFrames turn(Runnable answers) {
        answers.run();
        channel.runPendingTasks();
        channel.checkException();
        return this;
    }

    /** A request that is held, for a test to answer it in its own way within a {@link #turn}. */
    ClientStream stream(int id) {
        return exchange(id).stream;
    }

    private Exchange exchange(int id) {
        return Objects.requireNonNull(exchanges.get(id), "no such request");
    }

    ByteBuf body(int octets) {
        return allocator.heapBuffer(Math.max(1, octets)).writeZero(octets);
    }

    /** The connection is to end when its streams have. */
    GuardedFrames leave() {
        return turn(Objects.requireNonNull(served)::leave);
    }

    /** The client goes without a word. */
    GuardedFrames hangUp() {
        channel.unsafe().close(channel.voidPromise());
        channel.runPendingTasks();
        return this;
    }

    /** Time passes, in steps as long as the clock's period. */
    GuardedFrames pass(Duration time) {
        long period = GuardedConnection.TIMEOUTS.period();
        for (long left = time.toNanos(); left > 0; left -= period) {
            ticker.advance(Math.min(left, period), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
        return this;
    }

    /**
     * In order: {@code > path} for the head of a request, {@code > end path} for its end, {@code < status path} for an
     * answer of this fixture, {@code < TYPE stream} for a frame of it, with its code where it is RST_STREAM or GOAWAY,
     * {@code gone path}, {@code idle path}, {@code writable path} and {@code broken path} as they are told, and
     * {@code closed}. DATA, SETTINGS and WINDOW_UPDATE are left out.
     */
    List<String> transcript() {
        return List.copyOf(transcript);
    }

    long count(String entry) {
        return transcript.stream().filter(entry::equals).count();
    }

    /** What each GOAWAY said. */
    List<Integer> lastStreams() {
        return List.copyOf(lastStreams);
    }

    /** Octets of DATA that were sent on a stream. */
    int sent(int stream) {
        return sent.getOrDefault(stream, 0);
    }

    /** Octets that the client was allowed to send beyond its first window, on a stream or with 0 on all. */
    int credited(int stream) {
        return credited.getOrDefault(stream, 0);
    }

    /** How often the socket was told to send. */
    int flushes() {
        return flushes;
    }

    /** How many messages were given to the socket. */
    int writes() {
        return writes;
    }

    /** From now on what is sent waits for the socket. */
    void stall() {
        stalled = true;
    }

    /** The socket takes what waits for it. */
    void resume() {
        stalled = false;
        unwritten.forEach(ChannelPromise::trySuccess);
        unwritten.clear();
        channel.runPendingTasks();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Octets in buffers that are not released. */
    long heldOctets() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        // At once, for the connection itself would wait for its streams.
        hangUp();
        channel.finishAndReleaseAll();
        written.release();
        if (heldOctets() != 0) {
            throw new AssertionError(heldOctets() + " octets were not released: " + transcript);
        }
    }

    /** Where the frames of the answers go. */
    private final class Socket extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            writes++;
            ByteBuf octets = (ByteBuf) message;
            written.writeBytes(octets);
            octets.release();
            while (written.readableBytes() >= HEADER
                    && written.readableBytes() >= HEADER + written.getUnsignedMedium(written.readerIndex())) {
                ByteBuf frame = written.readSlice(HEADER + written.getUnsignedMedium(written.readerIndex()));
                note(frame.getByte(3), frame.getInt(5), frame);
            }
            written.discardReadBytes();
            if (stalled) {
                unwritten.add(promise);
            } else {
                promise.trySuccess();
            }
        }

        private void note(byte type, int stream, ByteBuf frame) {
            switch (type) {
                case Http2FrameTypes.GO_AWAY -> {
                    transcript.add("< GOAWAY " + frame.getInt(13));
                    lastStreams.add(frame.getInt(9));
                }
                case Http2FrameTypes.RST_STREAM -> transcript.add("< RST_STREAM " + stream + " " + frame.getInt(9));
                case Http2FrameTypes.HEADERS -> transcript.add("< HEADERS " + stream);
                case Http2FrameTypes.PING -> {
                    boolean answers = frame.getByte(4) != 0;
                    transcript.add(answers ? "< PING" : "< PING to be answered");
                    if (!answers) {
                        frame.getBytes(HEADER, lastPing);
                    }
                }
                case Http2FrameTypes.DATA -> sent.merge(stream, frame.readableBytes() - HEADER, Integer::sum);
                case Http2FrameTypes.WINDOW_UPDATE -> credited.merge(stream, frame.getInt(HEADER), Integer::sum);
                default -> {}
            }
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            ctx.flush();
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            transcript.add("closed");
            var _ = ctx.close(promise);
        }
    }

    /** What serves one stream. */
    private final class Exchange implements StreamObserver, BodyReceiver {

        private final ClientStream stream;
        private final String path;
        private @Nullable BodyFlow flow;
        private boolean readAhead;

        Exchange(ClientStream stream) {
            this.stream = stream;
            this.path = stream.request().target();
        }

        void begin() {
            stream.observe(this);
            transcript.add("> " + path);
            if (!leavesBodies) {
                takeBody();
            }
        }

        void takeBody() {
            flow = stream.relay(this);
            if (readAhead) {
                flow.read();
            }
        }

        @Override
        public void received(ByteBuf part) {
            part.release();
        }

        @Override
        public void batchRead() {
            if (flow == null) {
                readAhead = true;
            } else {
                flow.read();
            }
        }

        @Override
        public void ended(HttpHeaders trailers) {
            transcript.add("> end " + path);
            if (!holds) {
                answer("200");
            }
        }

        @Override
        public void broke(Throwable cause) {
            transcript.add("broken " + path);
            answer(RequestFault.answerTo(cause).status().codeAsText().toString());
        }

        @Override
        public void writable() {
            transcript.add("writable " + path);
        }

        @Override
        public void responded() {}

        @Override
        public void gone() {
            transcript.add("gone " + path);
        }

        @Override
        public void idle() {
            transcript.add("idle " + path);
            stream.breakOff();
        }

        private void answer(String status) {
            transcript.add("< " + status + " " + path);
            stream.writeHead(HttpResponseStatus.valueOf(Integer.parseInt(status)), new DefaultHttpHeaders());
            if (answerLength > 0) {
                stream.writePart(body(answerLength));
            }
            stream.writeEnd(EmptyHttpHeaders.INSTANCE);
        }
    }
}
