package dev.sluice.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Reads the responses of one connection, each to the request that it carries. What can be read in two ways is an error,
 * and so is what nobody asked for: else one response could pass for that of another request. Source: RFC 9112, sections
 * 6.3 and 9.2.
 */
final class Http1Decoder extends HttpResponseDecoder {

    /** Octets of a response's headers; Netty allows 8 KiB, which large cookies exceed. */
    private static final int MAX_HEADERS = 64 * 1024;

    /** Octets of one part of a body; what one read brings is mostly less. */
    private static final int MAX_PART = 256 * 1024;

    private static final int HIGHEST_STATUS = 599;

    private final Http1Connection connection;

    Http1Decoder(Http1Connection connection) {
        super(new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADERS).setMaxChunkSize(MAX_PART));
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (connection.bytesRead()) {
            super.channelRead(context, bytes);
        } else {
            ReferenceCountUtil.release(bytes);
            connection.close();
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (!connection.awaitsHead()) {
            throw new IllegalArgumentException("a response that was not asked for");
        }
        HttpMessage message = super.createMessage(initialLine);
        HttpVersion version = message.protocolVersion();
        int code = ((HttpResponse) message).status().code();
        boolean http1 = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
        if (!http1 || code < HttpResponseStatus.CONTINUE.code() || code > HIGHEST_STATUS) {
            throw new IllegalArgumentException("not a response of HTTP/1: " + version + " " + code);
        }
        return message;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()) {
            requireChunked(codings, message);
        }
        HttpResponseStatus status = ((HttpResponse) message).status();
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                || status.code() == HttpResponseStatus.NO_CONTENT.code()
                || status.code() == HttpResponseStatus.NOT_MODIFIED.code()
                || connection.method().equals(HttpMethod.HEAD);
    }

    private static void requireChunked(List<String> codings, HttpMessage message) {
        if (codings.size() != 1
                || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                        codings.getFirst().strip())
                || message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                || !message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw new IllegalArgumentException("a body whose end can be told in two ways");
        }
    }

    @Override
    protected boolean isSwitchingToNonHttp1Protocol(HttpResponse response) {
        return response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    /** Whether all that was read is told. */
    boolean empty() {
        return actualReadableBytes() == 0;
    }
}
