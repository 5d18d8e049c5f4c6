package dev.sluice.entry;

import dev.sluice.message.BodyFraming;
import dev.sluice.message.RequestBody;
import dev.sluice.observe.RequestRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The body of a request as it comes from the client. A client that waits for {@code 100 Continue} is sent it when the
 * body is first asked for, which is when a backend's connection is there; but not after the response has begun.
 */
final class ReceivedBody {

    private final HttpServerRequest request;
    private final RequestRecord record;
    private final boolean expects100;
    private boolean asked;
    private boolean responded;

    ReceivedBody(HttpServerRequest request, RequestRecord record) {
        this.request = request;
        this.record = record;
        this.expects100 = request.requestHeaders().contains(HttpHeaderNames.EXPECT);
    }

    /** For a program. */
    RequestBody forProgram(HttpHeaders headers, ClientChannel client) {
        return switch (BodyFraming.of(headers)) {
            case NONE -> RequestBody.NONE;
            case LENGTH -> RequestBody.of(BodyFraming.LENGTH, content());
            case CHUNKED -> {
                TrailerReceiver receiver = client.receiveTrailers();
                yield new RequestBody(BodyFraming.CHUNKED, content(), receiver::trailers);
            }
        };
    }

    /** Buffers that the subscriber releases. */
    Flux<ByteBuf> content() {
        return expects100 ? Flux.defer(this::unlessResponded) : received();
    }

    private Flux<ByteBuf> unlessResponded() {
        if (responded) {
            return Flux.error(AbortedException.beforeSend());
        }
        asked = true;
        return received();
    }

    private Flux<ByteBuf> received() {
        return request.receiveObject().map(this::buffer);
    }

    private ByteBuf buffer(Object part) {
        ByteBuf buffer = part instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) part;
        record.received(buffer.readableBytes());
        return buffer.retain();
    }

    /**
     * Notes that the response begins.
     *
     * @return whether it is not known if the body follows, so that nothing else can: RFC 9110, section 10.1.1
     */
    boolean respondedEarly() {
        responded = true;
        return expects100 && !asked;
    }
}
