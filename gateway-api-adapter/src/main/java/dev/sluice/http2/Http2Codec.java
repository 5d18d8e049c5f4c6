package dev.sluice.http2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.function.Supplier;

/**
 * Netty's codec of one connection, put together as a proxy needs it.
 *
 * <p>The connection's window is refilled as DATA comes, not as it is forwarded: no stream can use it up, and so keep
 * the others waiting. What is held in memory is bounded by the windows of the streams, which start small and grow with
 * what was forwarded.
 *
 * <p>Streams send DATA each in its turn, a whole frame at least. Netty's own order is that of the priorities, which RFC
 * 9113, section 5.3 has taken away, and gives a stream 1 KiB at a time.
 *
 * @param frames that says what leaves
 * @param settings that the connection begins with
 */
public record Http2Codec(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, FrameWriter frames, Http2Settings settings) {

    /** Octets that a stream may send before the first of them are forwarded: what the protocol begins with. */
    public static final int FIRST_WINDOW = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

    /** What a stream may send more at a time once it has sent as much as its first window. */
    public static final int WIDER = 192 << 10;

    /** Octets that may be on their way on all streams of a connection together. */
    private static final int CONNECTION_WINDOW = 1 << 20;

    private static final float REFILL_AT = 0.5f;

    /**
     * The codec of a server.
     *
     * @param streams that may be open concurrently
     * @param maxHeaders octets of the headers of a request
     * @param headers makes what the headers of a request are read into; it judges them, so that the codec need not
     */
    public static Http2Codec server(int streams, int maxHeaders, Supplier<Http2Headers> headers) {
        Http2Connection connection = new DefaultHttp2Connection(true);
        // Also for a client that has not seen our SETTINGS yet, or never says that it has.
        connection.remote().maxActiveStreams(streams);
        return of(
                connection,
                new HeadersDecoder(maxHeaders, headers),
                new Http2Settings().maxConcurrentStreams(streams).maxHeaderListSize(maxHeaders));
    }

    /**
     * The codec of a client, which takes no pushed responses.
     *
     * @param maxHeaders octets of the headers of a response
     * @param headers makes what the headers of a response are read into; it judges them, so that the codec need not
     */
    public static Http2Codec client(int maxHeaders, Supplier<Http2Headers> headers) {
        return of(
                new DefaultHttp2Connection(false),
                new HeadersDecoder(maxHeaders, headers),
                new Http2Settings().pushEnabled(false).maxHeaderListSize(maxHeaders));
    }

    private static Http2Codec of(Http2Connection connection, Http2HeadersDecoder headers, Http2Settings settings) {
        connection.local().flowController(new DefaultHttp2LocalFlowController(connection, REFILL_AT, true));
        var turns = new UniformStreamByteDistributor(connection);
        turns.minAllocationChunk(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
        var frames = new FrameWriter();
        var encoder = new ReadyDataEncoder(connection, frames);
        var decoder = new DefaultHttp2ConnectionDecoder(
                connection,
                encoder,
                new DefaultHttp2FrameReader(headers),
                Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                true,
                true,
                true);
        return new Http2Codec(decoder, encoder, frames, settings);
    }

    /** Widens the connection's window; once the preface is sent. On the connection's event loop. */
    public static void widenConnection(Http2Connection connection) {
        try {
            connection
                    .local()
                    .flowController()
                    .incrementWindowSize(
                            connection.connectionStream(), CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
        } catch (Http2Exception e) {
            throw new IllegalStateException("the window is within bounds", e);
        }
    }

    /** Gives our own type to HPACK; it judges the fields, so that HPACK need not. */
    private static final class HeadersDecoder extends DefaultHttp2HeadersDecoder {

        private final Supplier<Http2Headers> made;

        HeadersDecoder(int maxHeaders, Supplier<Http2Headers> made) {
            super(false, maxHeaders);
            this.made = made;
        }

        @Override
        protected Http2Headers newHeaders() {
            return made.get();
        }
    }
}
