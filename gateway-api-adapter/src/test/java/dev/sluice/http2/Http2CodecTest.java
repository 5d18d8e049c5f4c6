package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order in which streams send, and what they need for it: none waits for another that cannot. */
final class Http2CodecTest {

    private static final int FRAME = 16_384;
    private static final int MUCH = 1 << 20;
    private static final int SMALL = 4 << 10;

    /** So many that the share of each in what the channel takes at a time is less than a frame. */
    private static final int STREAMS = 8;

    private record Data(int stream, int length) {}

    private final Http2Codec codec = Http2Codec.server(100, 8192, DefaultHttp2Headers::new);
    private final Queue<Integer> asked = new ArrayDeque<>();
    private final EmbeddedChannel sender = new EmbeddedChannel(
            codec.frames().gathering(),
            new Http2ConnectionHandlerBuilder()
                    .codec(codec.decoder(), codec.encoder())
                    .initialSettings(codec.settings())
                    .frameListener(new Http2FrameAdapter() {
                        @Override
                        public void onHeadersRead(
                                ChannelHandlerContext ctx,
                                int id,
                                Http2Headers headers,
                                int dependency,
                                short weight,
                                boolean exclusive,
                                int padding,
                                boolean ends) {
                            asked.add(id);
                        }
                    })
                    .build());
    private final Http2ChannelDuplexHandler client = new Http2ChannelDuplexHandler() {};
    private final EmbeddedChannel receiver = new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient()
                    .initialSettings(Http2Settings.defaultSettings().initialWindowSize(MUCH))
                    .build(),
            client);

    @AfterEach
    void close() {
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
    }

    @Test
    void streamsSendWholeFramesByTurns() {
        sender.config().setWriteBufferWaterMark(new WriteBufferWaterMark(FRAME, 4 * FRAME - 1));
        greet();
        List<Integer> streams = Stream.generate(this::ask).limit(STREAMS).toList();
        for (int stream : streams) {
            send(stream, 2 * FRAME);
        }
        sender.flush();

        List<Data> turn =
                streams.stream().map(stream -> new Data(stream, FRAME)).toList();
        assertThat(dataSent())
                .isEqualTo(Stream.of(1, 2).flatMap(_ -> turn.stream()).toList());
    }

    @Test
    void streamWithoutAWindowKeepsNoOtherFromItsTurn() {
        greet();
        int stalled = ask();
        int other = ask();
        send(stalled, MUCH);
        sender.flush();
        while (!dataSent().isEmpty()) {
            sender.flush();
        }
        send(stalled, FRAME);
        send(other, FRAME);
        sender.flush();

        assertThat(dataSent()).containsExactly(new Data(5, FRAME));
    }

    @Test
    void smallDataThatMayLeaveMakesNoQueue() {
        greet();
        int stream = ask();
        send(stream, SMALL);
        assertThat(codec.encoder().flowController().hasFlowControlled(stream(stream)))
                .isFalse();

        sender.flush();
        assertThat(dataSent()).containsExactly(new Data(stream, SMALL));
    }

    @Test
    void smallDataDoesNotPassWhatItsStreamHasWaiting() {
        greet();
        int stream = ask();
        send(stream, FRAME);
        send(stream, SMALL);
        sender.flush();

        assertThat(dataSent()).containsExactly(new Data(stream, FRAME), new Data(stream, SMALL));
    }

    @Test
    void smallDataSpendsTheCreditOfItsStream() {
        greet();
        int stream = ask();
        spend(stream);

        send(stream, 1);
        sender.flush();
        assertThat(dataSent()).isEmpty();

        give(stream, 1);
        assertThat(dataSent()).containsExactly(new Data(stream, 1));
    }

    @Test
    void smallDataSpendsTheCreditOfTheConnection() {
        carry(receiver, sender);
        carry(sender, receiver);
        int stream = ask();
        int other = ask();
        spend(stream);
        Http2Connection connection = codec.encoder().connection();
        int left = codec.encoder().flowController().windowSize(connection.connectionStream());
        assertThat(left).isBetween(0, MUCH - 1);
        for (int sent = 0; sent < left; sent += SMALL) {
            send(other, Math.min(SMALL, left - sent));
            sender.flush();
        }
        assertThat(dataSent()).allMatch(data -> data.stream() == other);

        send(other, 1);
        sender.flush();
        assertThat(dataSent()).isEmpty();

        give(0, 1);
        assertThat(dataSent()).containsExactly(new Data(other, 1));
    }

    @Test
    void smallDataWaitsWhileTheChannelIsFull() {
        greet();
        int stream = ask();
        sender.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        ChannelHandlerContext context = context();
        var _ = context.write(body(FRAME));
        send(stream, SMALL);

        assertThat(codec.encoder().flowController().hasFlowControlled(stream(stream)))
                .isTrue();
    }

    @Test
    void smallDataCanEndItsStream() {
        greet();
        int stream = ask();
        ChannelHandlerContext context = context();
        var _ = codec.encoder().writeData(context, stream, body(SMALL), 0, true, context.newPromise());
        sender.flush();

        assertThat(dataSent()).containsExactly(new Data(stream, SMALL));
        assertThat(codec.encoder().connection().stream(stream)).isNull();
    }

    @Test
    void dataOfAStreamThatHasEndedIsNotSent() {
        greet();
        int stream = ask();
        ChannelHandlerContext context = context();
        var _ = codec.encoder().writeData(context, stream, body(SMALL), 0, true, context.newPromise());
        sender.flush();
        ByteBuf late = body(SMALL);
        ChannelFuture written = codec.encoder().writeData(context, stream, late, 0, false, context.newPromise());
        sender.flush();

        assertThat(dataSent()).containsExactly(new Data(stream, SMALL));
        assertThat(written.cause()).isInstanceOf(IllegalArgumentException.class);
        assertThat(late.refCnt()).isZero();
    }

    /** Sends as much as the client lets a stream send. */
    private void spend(int stream) {
        for (int sent = 0; sent < MUCH; sent += SMALL) {
            send(stream, SMALL);
            sender.flush();
        }
        assertThat(dataSent()).hasSize(MUCH / SMALL);
    }

    private Http2Stream stream(int id) {
        return Objects.requireNonNull(codec.encoder().connection().stream(id));
    }

    /** The client lets a stream send more. */
    private void give(int stream, int octets) {
        ByteBuf update = Unpooled.buffer();
        update.writeMedium(Integer.BYTES)
                .writeByte(Http2FrameTypes.WINDOW_UPDATE)
                .writeByte(0)
                .writeInt(stream)
                .writeInt(octets);
        sender.writeInbound(update);
    }

    private void greet() {
        receiver.writeOutbound(new DefaultHttp2WindowUpdateFrame(4 * MUCH));
        carry(receiver, sender);
        carry(sender, receiver);
    }

    /** A request, which the server has answered with a head. */
    private int ask() {
        var headers = new DefaultHttp2Headers()
                .method("GET")
                .scheme("http")
                .authority("a")
                .path("/");
        receiver.writeOutbound(new DefaultHttp2HeadersFrame(headers, true).stream(client.newStream()));
        carry(receiver, sender);
        int id = asked.remove();
        ChannelHandlerContext context = context();
        var _ = codec.encoder()
                .writeHeaders(context, id, new DefaultHttp2Headers().status("200"), 0, false, context.newPromise());
        sender.flush();
        return id;
    }

    private void send(int stream, int length) {
        ChannelHandlerContext context = context();
        var _ = codec.encoder().writeData(context, stream, body(length), 0, false, context.newPromise());
    }

    private ChannelHandlerContext context() {
        return sender.pipeline().context(Http2ConnectionHandler.class);
    }

    private static ByteBuf body(int length) {
        return Unpooled.wrappedBuffer(new byte[length]);
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
            to.writeInbound(octets);
        }
    }

    private List<Data> dataSent() {
        List<Data> sent = new ArrayList<>();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf octets = sender.readOutbound(); octets != null; octets = sender.readOutbound()) {
            all.writeBytes(octets);
            octets.release();
        }
        while (all.isReadable()) {
            int length = all.readMedium();
            byte type = all.readByte();
            all.readByte();
            int stream = all.readInt();
            all.skipBytes(length);
            if (type == Http2FrameTypes.DATA) {
                sent.add(new Data(stream, length));
            }
        }
        return sent;
    }
}
