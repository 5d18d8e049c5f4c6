package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.answer.RequestFault;
import dev.sluice.config.listener.PortId;
import dev.sluice.edge.Admission.Admitted;
import dev.sluice.edge.Admission.Refused;
import dev.sluice.edge.RequestGate;
import dev.sluice.edge.RequestLimits;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
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
import java.util.function.Consumer;
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
            Duration.ofMinutes(5),
            Duration.ofHours(1));
    static final PortId SOCKET = new PortId("infra", "edge", 80);

    private final List<String> transcript = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final StringBuilder output = new StringBuilder();
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
    private boolean leavesBodies;

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

    /** What is tested. All that these tests know of the pipeline stands here. */
    private void guard(Channel opened) {
        new HttpConnections(
                        SOCKET,
                        null,
                        new HttpConnections.Settings(true, 100, limits),
                        new ConnectionClock(timeouts),
                        application,
                        ending::get,
                        (channel, served) -> {})
                .inClearText(opened);
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

    /** From now on nobody reads the body of a request before {@link #takeBody}. */
    GuardedConnection leaveBodies() {
        leavesBodies = true;
        return this;
    }

    /** Somebody begins to read the body of the request that is held. */
    GuardedConnection takeBody() {
        application.running().takeBody();
        readOn();
        return this;
    }

    /** The request that is held, for a test to answer it in its own way. */
    GuardedConnection respond(Consumer<ClientStream> answer) {
        answer.accept(application.running().stream);
        readOn();
        return this;
    }

    /** Answers the request that is held, be it whole or not. */
    GuardedConnection answer(int status) {
        application.running().answer(status, false);
        readOn();
        return this;
    }

    /** The server asks for more, although it has not answered. */
    GuardedConnection ask() {
        application.running().ask();
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
     * its end, {@code < status} for an answer with {@code close} where it is the last, {@code > tunnel "octets"} after
     * an upgrade, {@code gone} and {@code idle} as they are told, and {@code closed}.
     */
    List<String> transcript() {
        return List.copyOf(transcript);
    }

    /** All octets that were sent to the client. */
    String output() {
        return output.toString();
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
            output.append(octets.toString(ISO_8859_1));
            written.append(octets.toString(ISO_8859_1));
            octets.release();
            for (int end = written.indexOf("\r\n\r\n"); end >= 0; end = written.indexOf("\r\n\r\n")) {
                String head = written.substring(0, end);
                int start = head.indexOf("HTTP/1.1 ");
                if (start >= 0) {
                    answered(head.substring(start).toLowerCase(Locale.ROOT));
                }
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

    /** What serves the requests: takes the parts of a body as they come, and answers. */
    private final class Application implements RequestHandler {

        private @Nullable Exchange running;

        @Override
        public void handle(ClientStream stream) {
            Exchange begun = new Exchange(stream);
            running = begun;
            begun.begin();
        }

        private Exchange running() {
            return Objects.requireNonNull(running, "no request yet");
        }
    }

    /** One request and its answer. */
    private final class Exchange implements StreamObserver, BodyReceiver {

        private final ClientStream stream;
        private final StringBuilder body = new StringBuilder();
        private @Nullable Admitted admitted;
        private @Nullable BodyFlow flow;
        private boolean readAhead;

        Exchange(ClientStream stream) {
            this.stream = stream;
        }

        private void begin() {
            ClientRequest request = stream.request();
            stream.observe(this);
            switch (new RequestGate(limits)
                    .admit(request.version(), request.method(), request.target(), request.headers())) {
                case Refused refused -> answer(refused.answer().status().code(), refused.close());
                case Admitted sound -> {
                    admitted = sound;
                    transcript.add(
                            "> " + request.method() + " " + sound.target().path());
                    if (!leavesBodies) {
                        takeBody();
                    }
                }
            }
        }

        private void takeBody() {
            flow = stream.relay(this);
            if (readAhead) {
                flow.read();
            }
        }

        @Override
        public void received(ByteBuf part) {
            body.append(part.toString(ISO_8859_1));
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
        public void ended(HttpHeaders fields) {
            Admitted request = Objects.requireNonNull(admitted);
            List<String> trailers = fields.entries().stream()
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .toList();
            requests.add(new Request(request.target().path(), body.toString(), trailers));
            transcript.add("> whole \"" + body + "\"" + (trailers.isEmpty() ? "" : " " + trailers));
            if (!holds) {
                answer(200, false);
            }
        }

        @Override
        public void broke(Throwable cause) {
            transcript.add("> broken \"" + body + "\"");
            answer(RequestFault.answerTo(cause).status().code(), true);
        }

        @Override
        public void writable() {}

        @Override
        public void responded() {}

        @Override
        public void gone() {
            transcript.add("gone");
        }

        @Override
        public void idle() {
            transcript.add("idle");
            stream.breakOff();
        }

        void ask() {
            Objects.requireNonNull(flow, "nobody reads the body").read();
        }

        void answer(int status, boolean last) {
            if (last) {
                stream.closeAfterwards();
            }
            if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                stream.switchProtocol(new DefaultHttpHeaders().set(HttpHeaderNames.UPGRADE, "x"))
                        .pipeline()
                        .addLast(new Tunnel());
            } else {
                stream.writeHead(
                        HttpResponseStatus.valueOf(status),
                        new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_LENGTH, 0));
                stream.writeEnd(EmptyHttpHeaders.INSTANCE);
            }
        }
    }

    /** What takes the octets of another protocol. */
    private final class Tunnel extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf octets = (ByteBuf) message;
            transcript.add("> tunnel \"" + octets.toString(ISO_8859_1) + "\"");
            octets.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.read();
        }
    }
}
