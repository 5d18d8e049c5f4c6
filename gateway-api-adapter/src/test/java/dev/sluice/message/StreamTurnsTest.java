package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamTurnsTest {

    private static final int FRAME = 16_384;
    private static final int MUCH = 1 << 20;

    /** So many that the share of each in what the channel takes at a time is less than a frame. */
    private static final int STREAMS = 8;

    private record Data(int stream, int length) {}

    private final Http2FrameCodec server = Http2FrameCodecBuilder.forServer().build();
    private final EmbeddedChannel sender = new EmbeddedChannel(server);
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
        StreamTurns.apply(server);
        sender.config().setWriteBufferWaterMark(new WriteBufferWaterMark(FRAME, 4 * FRAME - 1));
        greet();
        List<Http2FrameStream> streams =
                Stream.generate(this::ask).limit(STREAMS).toList();
        for (Http2FrameStream stream : streams) {
            var _ = sender.write(new DefaultHttp2DataFrame(body(2 * FRAME), false).stream(stream));
        }
        sender.flush();

        List<Data> turn =
                streams.stream().map(stream -> new Data(stream.id(), FRAME)).toList();
        assertThat(dataSent())
                .isEqualTo(Stream.of(1, 2).flatMap(_ -> turn.stream()).toList());
    }

    @Test
    void streamWithoutAWindowKeepsNoOtherFromItsTurn() {
        StreamTurns.apply(server);
        greet();
        Http2FrameStream stalled = ask();
        Http2FrameStream other = ask();
        sender.writeOutbound(new DefaultHttp2DataFrame(body(MUCH), false).stream(stalled));
        while (!dataSent().isEmpty()) {
            sender.flush();
        }
        var _ = sender.write(new DefaultHttp2DataFrame(body(FRAME), false).stream(stalled));
        sender.writeOutbound(new DefaultHttp2DataFrame(body(FRAME), false).stream(other));

        assertThat(dataSent()).containsExactly(new Data(5, FRAME));
    }

    @Test
    void streamThatHasBegunIsNotForgotten() {
        greet();
        ask();

        assertThatThrownBy(() -> StreamTurns.apply(server)).isInstanceOf(IllegalStateException.class);
    }

    private void greet() {
        receiver.writeOutbound(new DefaultHttp2WindowUpdateFrame(4 * MUCH));
        carry(receiver, sender);
        carry(sender, receiver);
    }

    /** A request, of which the server knows the stream. */
    private Http2FrameStream ask() {
        var headers = new DefaultHttp2Headers()
                .method("GET")
                .scheme("http")
                .authority("a")
                .path("/");
        receiver.writeOutbound(new DefaultHttp2HeadersFrame(headers, true).stream(client.newStream()));
        carry(receiver, sender);
        while (true) {
            Object message = sender.readInbound();
            if (message instanceof Http2HeadersFrame head) {
                Http2FrameStream stream = head.stream();
                sender.writeOutbound(
                        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")).stream(stream));
                return stream;
            }
            assertThat(message).as("what came instead of a request").isNotNull();
        }
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
