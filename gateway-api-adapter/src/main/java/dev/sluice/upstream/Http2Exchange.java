package dev.sluice.upstream;

import dev.sluice.message.BodyFraming;
import dev.sluice.message.HopByHop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;

/** One exchange on one HTTP/2 stream, whose channel ends with it. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is told by exceptionCaught and channelInactive.
final class Http2Exchange extends ChannelCarrier {

    private final boolean kept;
    private boolean unprocessed;

    /** @param kept whether its connection carried others before */
    Http2Exchange(Exchange exchange, boolean kept) {
        begin(exchange);
        this.kept = kept;
    }

    @Override
    public boolean kept() {
        return kept;
    }

    @Override
    public boolean unprocessed() {
        return unprocessed;
    }

    @Override
    public void writeHead(UpstreamRequest request) {
        requestEnded = request.body().framing() == BodyFraming.NONE;
        write(new DefaultHttp2HeadersFrame(Http2Heads.request(request), requestEnded));
        if (requestEnded) {
            flush();
        }
        read();
    }

    @Override
    public void writePart(ByteBuf part) {
        write(new DefaultHttp2DataFrame(part));
    }

    @Override
    public void writeEnd(HttpHeaders trailers) {
        requestEnded = true;
        write(
                trailers.isEmpty()
                        ? new DefaultHttp2DataFrame(true)
                        : new DefaultHttp2HeadersFrame(Http2Heads.trailers(trailers), true));
        flush();
    }

    private void write(Object frame) {
        context().write(frame);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object frame) {
        Exchange carried = exchange;
        answering = true;
        if (carried == null) {
            ReferenceCountUtil.release(frame);
        } else if (frame instanceof Http2HeadersFrame headers) {
            headers(carried, headers);
        } else if (frame instanceof Http2DataFrame data) {
            data(carried, data);
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void headers(Exchange carried, Http2HeadersFrame frame) {
        HttpHeaders fields = Http2Heads.fields(frame.headers());
        if (headRead && frame.isEndStream()) {
            end(carried, fields);
            return;
        }
        if (headRead) {
            broke(carried, new ProtocolException("a second head"));
            return;
        }
        HttpResponseStatus status = status(frame);
        if (status.codeClass() == HttpStatusClass.INFORMATIONAL) {
            if (frame.isEndStream() || status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                broke(carried, new ProtocolException("an interim response that must not be"));
            } else {
                interim(carried, status, fields);
            }
            return;
        }
        headRead = true;
        HopByHop.strip(fields);
        carried.received(status, fields);
        if (frame.isEndStream()) {
            end(carried, EmptyHttpHeaders.INSTANCE);
        }
    }

    private static HttpResponseStatus status(Http2HeadersFrame frame) {
        CharSequence status = frame.headers().status();
        int code = status == null ? 0 : Integer.parseInt(status, 0, status.length(), 10);
        if (code < HttpResponseStatus.CONTINUE.code()) {
            throw new IllegalArgumentException("not a status: " + status);
        }
        return HttpResponseStatus.valueOf(code);
    }

    private void data(Exchange carried, Http2DataFrame data) {
        if (!headRead) {
            data.release();
            broke(carried, new ProtocolException("a body without a head"));
            return;
        }
        boolean last = data.isEndStream();
        if (data.content().isReadable()) {
            carried.part(data.content());
        } else {
            data.release();
        }
        if (last) {
            end(carried, EmptyHttpHeaders.INSTANCE);
        }
    }

    /** The rest of the request is not wanted any more. */
    private void end(Exchange carried, HttpHeaders trailers) {
        if (exchange != null) {
            exchange = null;
            carried.ended(trailers);
            if (!requestEnded) {
                context().close();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        if (exchange != null) {
            exchange.batchRead();
        }
    }

    /** What was sent to us before a reset is still read; then the channel ends. */
    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            unprocessed = reset.errorCode() == Http2Error.REFUSED_STREAM.code();
            fault = new ProtocolException("stream reset: " + reset.errorCode());
        } else if (event instanceof Http2GoAwayFrame goAway) {
            unprocessed = true;
            goAway.release();
        } else {
            ReferenceCountUtil.release(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        Exchange carried = exchange;
        if (carried == null) {
            from.close();
        } else {
            broke(carried, cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        Exchange carried = exchange;
        exchange = null;
        if (carried != null) {
            carried.broke(end());
        }
    }
}
