package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameScannerTest {

    private static final int MAX_BLOCK = 4 * GuardedConnection.LIMITS.headers();
    private static final long NEVER = Long.MIN_VALUE;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final FrameScanner scanner = scanner();

    private FrameScanner scanner() {
        return new FrameScanner(GuardedConnection.LIMITS, new FrameBudget(ticker), new StreamIds(), ticker);
    }

    private static ByteBuf frame(byte type, Http2Flags flags, int stream, int length) {
        ByteBuf frame = Unpooled.buffer();
        Http2CodecUtil.writeFrameHeader(frame, length, type, flags, stream);
        // What would be a frame header, were it read as one.
        return frame.writeBytes(new byte[length]);
    }

    private static ByteBuf headers(int stream, boolean endsStream, boolean endsBlock, int length) {
        return frame(
                Http2FrameTypes.HEADERS,
                new Http2Flags().endOfStream(endsStream).endOfHeaders(endsBlock),
                stream,
                length);
    }

    private static ByteBuf continuation(boolean endsBlock, int length) {
        return frame(Http2FrameTypes.CONTINUATION, new Http2Flags().endOfHeaders(endsBlock), 1, length);
    }

    private static ByteBuf data(int stream, boolean ends, int length) {
        return frame(Http2FrameTypes.DATA, new Http2Flags().endOfStream(ends), stream, length);
    }

    private static ByteBuf ping() {
        return frame(Http2FrameTypes.PING, new Http2Flags(), 0, 8);
    }

    private static ByteBuf reset(int stream) {
        return frame(Http2FrameTypes.RST_STREAM, new Http2Flags(), stream, 4);
    }

    private static ByteBuf all(ByteBuf... frames) {
        return Unpooled.wrappedBuffer(frames);
    }

    private static ByteBuf times(int count, ByteBuf frame) {
        return Unpooled.wrappedBuffer(
                Stream.generate(frame::duplicate).limit(count).toArray(ByteBuf[]::new));
    }

    static Stream<Arguments> connections() {
        return Stream.of(
                Arguments.of("nothing", Unpooled.buffer(), Http2Error.NO_ERROR),
                Arguments.of("a request", headers(1, true, true, 20), Http2Error.NO_ERROR),
                Arguments.of(
                        "a body and trailers",
                        all(headers(1, false, true, 20), data(1, false, 300), headers(1, true, true, 9)),
                        Http2Error.NO_ERROR),
                Arguments.of(
                        "16 CONTINUATION",
                        all(headers(1, true, false, 20), times(15, continuation(false, 5)), continuation(true, 5)),
                        Http2Error.NO_ERROR),
                Arguments.of(
                        "17 CONTINUATION",
                        all(headers(1, true, false, 20), times(17, continuation(false, 5))),
                        Http2Error.ENHANCE_YOUR_CALM),
                Arguments.of(
                        "an empty CONTINUATION",
                        all(headers(1, true, false, 20), continuation(false, 0)),
                        Http2Error.ENHANCE_YOUR_CALM),
                Arguments.of(
                        "an empty CONTINUATION that ends the block",
                        all(headers(1, true, false, 20), continuation(true, 0)),
                        Http2Error.NO_ERROR),
                Arguments.of(
                        "a stream that is used again",
                        all(headers(1, true, true, 20), headers(1, true, true, 20)),
                        Http2Error.STREAM_CLOSED),
                Arguments.of(
                        "trailers after the end of the body",
                        all(headers(1, false, true, 20), data(1, true, 0), headers(1, true, true, 20)),
                        Http2Error.STREAM_CLOSED),
                Arguments.of(
                        "trailers after a reset",
                        all(headers(1, false, true, 20), reset(1), headers(1, true, true, 20)),
                        Http2Error.STREAM_CLOSED),
                Arguments.of(
                        "a stream that was passed over",
                        all(headers(5, true, true, 20), headers(3, true, true, 20)),
                        Http2Error.PROTOCOL_ERROR),
                Arguments.of("200 PING", times(200, ping()), Http2Error.NO_ERROR),
                Arguments.of("201 PING", times(201, ping()), Http2Error.ENHANCE_YOUR_CALM),
                Arguments.of(
                        "frame headers in a payload",
                        all(headers(1, false, true, 20), data(1, false, 16_384), ping()),
                        Http2Error.NO_ERROR));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("connections")
    void aConnectionIsJudgedByItsFrames(String name, ByteBuf octets, Http2Error verdict) {
        assertThat(scanner.scan(octets)).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("connections")
    void howItsOctetsAreCutSaysNothing(String name, ByteBuf octets, Http2Error verdict) {
        for (int cut : List.of(1, 2, 3, 7, 8, 9, 10, 13, 64, 1_000)) {
            FrameScanner other = scanner();
            Http2Error error = Http2Error.NO_ERROR;
            for (int at = 0; at < octets.readableBytes() && error == Http2Error.NO_ERROR; at += cut) {
                error = other.scan(octets.slice(at, Math.min(cut, octets.readableBytes() - at)));
            }
            assertThat(error).as("pieces of %d", cut).isEqualTo(verdict);
        }
    }

    @Test
    void octetsStayWhereTheyAre() {
        ByteBuf octets = all(headers(1, false, true, 20), data(1, true, 300));
        int length = octets.readableBytes();
        scanner.scan(octets);
        assertThat(octets.readableBytes()).isEqualTo(length);
    }

    @Test
    void theReservedBitOfAStreamSaysNothing() {
        ByteBuf trailers = headers(1, true, true, 0);
        trailers.setByte(5, 0x80);
        assertThat(scanner.scan(all(headers(1, false, true, 0), trailers))).isEqualTo(Http2Error.NO_ERROR);
    }

    @Nested
    class ABlock {

        @Test
        void isAtMostFourTimesAsLongAsItsHeadersMayBe() {
            assertThat(scanner.scan(all(headers(1, true, false, MAX_BLOCK - 10), continuation(false, 10))))
                    .isEqualTo(Http2Error.NO_ERROR);
            assertThat(scanner.scan(continuation(true, 1))).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
        }

        @Test
        void isMeasuredForItself() {
            for (int stream = 1; stream < 20; stream += 2) {
                assertThat(scanner.scan(all(
                                headers(stream, true, false, MAX_BLOCK - 100),
                                times(15, continuation(false, 5)),
                                continuation(true, 25))))
                        .isEqualTo(Http2Error.NO_ERROR);
            }
        }

        @Test
        void isWaitedForFromItsFirstFrame() {
            assertThat(scanner.blockSince()).isEqualTo(NEVER);
            ticker.advance(5, TimeUnit.SECONDS);
            long began = ticker.nanoTime();
            scanner.scan(headers(1, true, false, 20));
            ticker.advance(5, TimeUnit.SECONDS);
            scanner.scan(continuation(false, 20));
            assertThat(scanner.blockSince()).isEqualTo(began);
            scanner.scan(continuation(true, 20));
            assertThat(scanner.blockSince()).isEqualTo(NEVER);
        }

        @Test
        void isWaitedForToItsLastOctet() {
            ByteBuf head = headers(1, true, true, 20);
            long began = ticker.nanoTime();
            scanner.scan(head.readSlice(28));
            ticker.advance(5, TimeUnit.SECONDS);
            assertThat(scanner.blockSince()).isEqualTo(began);
            scanner.scan(head);
            assertThat(scanner.blockSince()).isEqualTo(NEVER);
        }

        @Test
        void isNotWaitedForWhileABodyComes() {
            scanner.scan(all(headers(1, false, true, 20), data(1, false, 300).readSlice(100)));
            assertThat(scanner.blockSince()).isEqualTo(NEVER);
        }
    }
}
