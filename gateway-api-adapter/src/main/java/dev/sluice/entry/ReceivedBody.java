package dev.sluice.entry;

import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.message.ResponseBody;
import dev.sluice.observe.RequestRecord;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.channel.AbortedException;

/**
 * The body of a request as it comes from the client. A client that waits for {@code 100 Continue} is sent it when the
 * body is first asked for, which is when a backend's connection is there; but not after the response has begun.
 */
final class ReceivedBody implements ResponseBody {

    private final ClientStream stream;
    private final RequestRecord record;
    private final boolean expects100;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean asked;
    private boolean responded;

    ReceivedBody(ClientStream stream, RequestRecord record) {
        this.stream = stream;
        this.record = record;
        this.expects100 = waits(stream.request());
    }

    /** HTTP/1.0 knows no interim response, and nobody waits for leave to send no body: RFC 9110, section 10.1.1. */
    private static boolean waits(ClientRequest request) {
        HttpHeaders headers = request.headers();
        return !request.isHttp10()
                && headers.containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true)
                && BodyFraming.of(headers) != BodyFraming.NONE;
    }

    /** For a program. */
    RequestBody forProgram(HttpHeaders headers) {
        BodyFraming framing = BodyFraming.of(headers);
        return framing == BodyFraming.NONE ? RequestBody.NONE : new RequestBody(framing, flux(), () -> trailers);
    }

    /** Buffers that the subscriber releases. */
    Flux<ByteBuf> flux() {
        return Flux.defer(() -> {
            if (expects100 && responded) {
                return Flux.error(AbortedException.beforeSend());
            }
            asked = true;
            return content(received -> trailers = received);
        });
    }

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        return stream.relay(new BodyReceiver() {
            @Override
            public void received(ByteBuf part) {
                record.received(part.readableBytes());
                receiver.received(part);
            }

            @Override
            public void batchRead() {
                receiver.batchRead();
            }

            @Override
            public void ended(HttpHeaders received) {
                receiver.ended(received);
            }

            @Override
            public void broke(Throwable cause) {
                receiver.broke(cause);
            }
        });
    }

    @Override
    public void discard() {
        // The stream drops what nobody has asked for.
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
