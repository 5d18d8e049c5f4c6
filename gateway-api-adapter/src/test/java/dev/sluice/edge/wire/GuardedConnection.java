package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.answer.RequestFault;
import dev.sluice.edge.Admission.Admitted;
import dev.sluice.edge.Admission.Refused;
import dev.sluice.edge.RequestGate;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection without a socket: octets go in, and what becomes of them is written down. Octets are read
 * when the connection asks for them, each piece in one read. A clock that stands still until {@link #pass} moves it.
 * All requests are answered 200 as soon as they are whole, unless {@link #holdAnswers} says otherwise.
 */
final class GuardedConnection implements AutoCloseable {

    static final RequestLimits LIMITS = new RequestLimits(8192, 8192, 100, Long.MAX_VALUE);
    static final ConnectionTimeouts TIMEOUTS = new ConnectionTimeouts(
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofHours(1));

    private final List<String> transcript = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private final Deque<ByteBuf> unread = new ArrayDeque<>();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final MockTicker ticker = Ticker.newMockTicker();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final RequestLimits limits;
    private final ConnectionTimeouts timeouts;
    private final Application application = new Application();
    private final EmbeddedChannel channel;
    private boolean asked;
    private boolean holds;

    /**
     * A request that was let through to its end.
     *
     * @param path as it is matched
     * @param body as ISO 8859-1
     * @param trailers lines of the fields after the body, {@code name: value}
     */
    record Request(String path, String body, List<String> trailers) {}

    GuardedConnection() {
        this(LIMITS, TIMEOUTS);
    }

    GuardedConnection(RequestLimits limits, ConnectionTimeouts timeouts) {
        this.limits = limits;
        this.timeouts = timeouts;
        this.channel = EmbeddedChannel.builder()
                .register(false)
                .ticker(ticker)
                .handlers(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new Socket());
                        guard(opened);
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

    /** What is tested. All that these tests know of the pipeline stands here and in {@link Application}. */
    private void guard(Channel opened) {
        opened.pipeline()
                .addLast(new ConnectionFront(limits, timeouts, ending::get))
                .addLast(new HttpServerCodec(
                        limits.requestLine() + 1024, limits.headers() + 1024, 8192)) // As SocketOpener has it.
                .addLast(application);
    }

    /** What becomes of octets that come in pieces. */
    static List<String> transcriptOf(byte[] octets, int... cuts) {
        try (GuardedConnection connection = new GuardedConnection()) {
            int from = 0;
            for (int cut : cuts) {
                connection.unread.add(connection.piece(octets, from, cut));
                from = cut;
            }
            connection.unread.add(connection.piece(octets, from, octets.length));
            connection.readOn();
            return connection.transcript();
        }
    }

    private ByteBuf piece(byte[] octets, int from, int to) {
        return allocator.heapBuffer(Math.max(1, to - from)).writeBytes(octets, from, to - from);
    }

    /** Octets come, in one piece. */
    GuardedConnection send(String octets) {
        byte[] all = octets.getBytes(ISO_8859_1);
        unread.add(piece(all, 0, all.length));
        readOn();
        return this;
    }

    /** Time passes, in steps as long as the clock's period. */
    GuardedConnection pass(Duration time) {
        long left = time.toNanos();
        while (left > 0) {
            long step = Math.min(left, timeouts.period());
            ticker.advance(step, TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            readOn();
            left -= step;
        }
        return this;
    }

    /** From now on a request waits for {@link #answer}. */
    GuardedConnection holdAnswers() {
        holds = true;
        return this;
    }

    /** Answers the request that is held, be it whole or not. */
    GuardedConnection answer(int status) {
        application.answer(status, false);
        readOn();
        return this;
    }

    /** The server asks for more, although it has not answered. */
    GuardedConnection ask() {
        application.ask();
        readOn();
        return this;
    }

    /** The socket of the connection is about to be closed. */
    GuardedConnection end() {
        ending.set(true);
        return this;
    }

    /** The client goes. */
    GuardedConnection hangUp() {
        channel.pipeline().fireChannelInactive();
        return this;
    }

    private void readOn() {
        channel.runPendingTasks();
        while (asked && channel.isOpen() && !unread.isEmpty()) {
            asked = false;
            channel.pipeline().fireChannelRead(unread.removeFirst()).fireChannelReadComplete();
            channel.runPendingTasks();
        }
        channel.checkException();
    }

    /**
     * In order: {@code > METHOD path} for the head of a request, {@code > whole "body"} or {@code > broken "body"} for
     * its end, {@code < status} for an answer with {@code close} where it is the last, and {@code closed}.
     */
    List<String> transcript() {
        return List.copyOf(transcript);
    }

    /** Of the final answers. */
    List<Integer> statuses() {
        return List.copyOf(statuses);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Whether octets that came now would be read. */
    boolean asksForMore() {
        return asked;
    }

    /** Pieces that nobody has asked for. */
    int unreadPieces() {
        return unread.size();
    }

    /** Octets in buffers that are not released, those that nobody has read aside. */
    long heldOctets() {
        return allocator.metric().usedHeapMemory()
                - unread.stream().mapToInt(ByteBuf::capacity).sum();
    }

    @Override
    public void close() {
        boolean open = channel.isOpen();
        channel.finishAndReleaseAll();
        long held = heldOctets();
        unread.forEach(ByteBuf::release);
        unread.clear();
        if (open) {
            transcript.removeLast();
        }
        if (held != 0) {
            throw new AssertionError(held + " octets were not released: " + transcript);
        }
    }

    /** Where the octets of the answers go. */
    private final class Socket extends ChannelDuplexHandler {

        @Override
        public void read(ChannelHandlerContext ctx) {
            asked = true;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf octets = (ByteBuf) message;
            written.append(octets.toString(ISO_8859_1));
            octets.release();
            for (int end = written.indexOf("\r\n\r\n"); end >= 0; end = written.indexOf("\r\n\r\n")) {
                answered(written.substring(0, end).toLowerCase(Locale.ROOT));
                written.delete(0, end + 4);
            }
            promise.trySuccess();
        }

        private void answered(String head) {
            boolean last = head.contains("\r\nconnection: close");
            int status = Integer.parseInt(head.substring(9, 12));
            transcript.add("< " + status + (last ? " close" : ""));
            if (status >= 200) {
                statuses.add(status);
            }
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            transcript.add("closed");
            var _ = ctx.close(promise);
        }
    }

    /**
     * What serves the requests: asks for the parts of a body as it takes them, and for the next request when it has
     * answered.
     */
    private final class Application extends ChannelInboundHandlerAdapter {

        private final StringBuilder body = new StringBuilder();
        private @Nullable ChannelHandlerContext context;
        private @Nullable Admitted admitted;
        private boolean inBody;
        private boolean keepsAlive;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            context = ctx;
            ctx.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                transcript.add("> not decoded");
            }
            if (message instanceof HttpRequest request) {
                begin(request);
            }
            if (message instanceof HttpContent content) {
                body.append(content.content().toString(ISO_8859_1));
                content.release();
            }
            if (message instanceof LastHttpContent last) {
                end(last);
            }
        }

        private void begin(HttpRequest request) {
            inBody = true;
            body.setLength(0);
            keepsAlive = HttpUtil.isKeepAlive(request);
            switch (new RequestGate(limits)
                    .admit(request.protocolVersion(), request.method(), request.uri(), request.headers())) {
                case Refused refused -> answer(refused.answer().status().code(), refused.close());
                case Admitted sound -> {
                    admitted = sound;
                    transcript.add(
                            "> " + request.method() + " " + sound.target().path());
                    if (HttpUtil.is100ContinueExpected(request)) {
                        write(100, false);
                    }
                }
            }
        }

        private void end(LastHttpContent last) {
            inBody = false;
            Admitted request = admitted;
            if (request == null) {
                return;
            }
            List<String> trailers = last.trailingHeaders().entries().stream()
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .toList();
            requests.add(new Request(request.target().path(), body.toString(), trailers));
            transcript.add("> whole \"" + body + "\"" + (trailers.isEmpty() ? "" : " " + trailers));
            if (!holds) {
                answer(200, false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (inBody) {
                ctx.read();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof RequestFault)) {
                ctx.fireExceptionCaught(cause);
                return;
            }
            transcript.add("> broken \"" + body + "\"");
            answer(RequestFault.answerTo(cause).status().code(), true);
        }

        void ask() {
            opened().read();
        }

        void answer(int status, boolean last) {
            admitted = null;
            write(status, last || !keepsAlive);
        }

        private void write(int status, boolean last) {
            ChannelHandlerContext ctx = opened();
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
            if (status >= 200) {
                HttpUtil.setContentLength(response, 0);
                HttpUtil.setKeepAlive(response, !last);
            } else if (status == 101) {
                response.headers().set(HttpHeaderNames.UPGRADE, "x");
            }
            var sent = ctx.writeAndFlush(response);
            if (last) {
                var _ = sent.addListener(ChannelFutureListener.CLOSE);
            } else if (status >= 200) {
                ctx.read();
            }
        }

        private ChannelHandlerContext opened() {
            return Objects.requireNonNull(context, "no connection yet");
        }
    }
}
