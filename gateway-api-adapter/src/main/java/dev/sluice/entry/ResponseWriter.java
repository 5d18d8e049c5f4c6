package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.hop.TrailerRule;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ContentLength;
import dev.sluice.message.GrpcContent;
import dev.sluice.message.GrpcStatus;
import dev.sluice.message.StreamResetException;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one response to the client's channel as fast as the client takes it. The head waits for the first part of the
 * body, so that a small response leaves as one message, and so that a body that breaks off before its first byte can
 * still be answered for; a head without a length waits no longer than what is being read from the backend, for its
 * first event may be far away.
 */
final class ResponseWriter implements BodyReceiver, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

    private enum State {
        /** Nothing is written. */
        HELD,
        /** The head is written. */
        OPEN,
        /** Nothing more is written. */
        ENDED
    }

    private final ClientExchange exchange;
    private final ClientStream stream;
    private final ProgramResponse response;
    private final ResponseFraming framing;
    private State state = State.HELD;
    private @Nullable ByteBuf held;
    private @Nullable BodyFlow flow;

    /** Octets that the head promises and that did not come yet. */
    private long left;

    private boolean asked;
    private boolean written;
    private boolean givenUp;

    ResponseWriter(ClientExchange exchange, ProgramResponse response) {
        this.exchange = exchange;
        this.stream = exchange.stream();
        this.response = response;
        this.framing = ResponseFraming.apply(exchange.request(), response);
        this.left = framing == ResponseFraming.LENGTH ? ContentLength.of(response.headers()) : Long.MAX_VALUE;
    }

    /** Starts the body. */
    void start() {
        BodyFlow started = response.body().relay(this);
        flow = started;
        if (givenUp) {
            started.cancel();
        } else if (asked) {
            started.read();
        } else if (state == State.HELD && framing == ResponseFraming.OPEN_END) {
            exchange.loop().execute(this);
        }
    }

    /** What was being read when the head came has been read: a head without a length waits no longer. */
    @Override
    public void run() {
        if (state == State.HELD) {
            open();
            stream.flush();
        }
    }

    /** Whether the client was sent anything of the response. */
    boolean hasWritten() {
        return written;
    }

    @Override
    public void received(ByteBuf part) {
        if (state == State.ENDED || framing == ResponseFraming.NONE) {
            part.release();
            return;
        }
        left -= part.readableBytes();
        if (left < 0) {
            part.release();
            fail("longer");
            return;
        }
        exchange.record().sent(part.readableBytes());
        if (state == State.OPEN) {
            stream.writePart(part);
        } else if (held == null) {
            held = part;
        } else {
            open();
            stream.writePart(part);
        }
    }

    @Override
    public void batchRead() {
        if (state == State.HELD && (held != null || framing == ResponseFraming.OPEN_END)) {
            open();
        }
        if (state == State.OPEN) {
            stream.flush();
        }
        if (stream.isWritable()) {
            resume();
        }
    }

    /** Asks for more, unless all is said. */
    void resume() {
        BodyFlow known = flow;
        if (known == null) {
            asked = true;
        } else if (state != State.ENDED) {
            known.read();
        }
    }

    @Override
    public void ended(HttpHeaders trailers) {
        if (state == State.ENDED) {
            return;
        }
        if (framing == ResponseFraming.LENGTH && left != 0) {
            fail("shorter");
            return;
        }
        if (state == State.HELD) {
            open();
        }
        state = State.ENDED;
        noteGrpcStatus(trailers);
        TrailerRule.apply(trailers);
        stream.writeEnd(trailers);
    }

    private void noteGrpcStatus(HttpHeaders fields) {
        String status = fields.isEmpty() ? null : fields.get(GrpcStatus.HEADER);
        if (status != null) {
            exchange.record().grpcEnded(GrpcStatus.of(status));
        }
    }

    /** The client would take the next response for the rest of this one, or the rest of this one for the next. */
    private void fail(String how) {
        LOG.debug("{}: the body is {} than its Content-Length", response.backend(), how);
        if (flow != null) {
            flow.cancel();
        } else {
            givenUp = true;
        }
        breakOff(response.body().isOfFilters() ? Answer.FILTER_FAILED : Answer.UPSTREAM_BROKEN);
    }

    @Override
    public void broke(Throwable cause) {
        if (state == State.ENDED) {
            return;
        }
        if (cause instanceof StreamResetException reset) {
            breakOff(Answer.UPSTREAM_BROKEN, GrpcStatus.ofReset(reset.code()));
        } else {
            breakOff(cause instanceof TimeoutException ? Answer.REQUEST_TIMEOUT : Answer.UPSTREAM_BROKEN);
        }
    }

    private void breakOff(Answer reason) {
        breakOff(reason, reason.grpcStatus());
    }

    private void breakOff(Answer reason, GrpcStatus status) {
        boolean unseen = state == State.HELD;
        end();
        if (unseen) {
            exchange.answer(reason);
            return;
        }
        exchange.record().brokeOff(reason.reason());
        if (endsWithStatus()) {
            exchange.record().grpcEnded(status);
            stream.writeEnd(reason.callTrailers(status));
        } else {
            stream.breakOff();
        }
    }

    /**
     * Whether a response that breaks off can still say why. Clients take a stream that the gateway resets for a fault
     * of the protocol, INTERNAL, and not for a backend that is gone; a message that is not complete they see all the
     * same.
     */
    private boolean endsWithStatus() {
        return framing == ResponseFraming.OPEN_END
                && exchange.request().isHttp2()
                && exchange.answers().isGrpc()
                && GrpcContent.is(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
    }

    /** The client is gone. */
    void cancel() {
        if (state != State.ENDED) {
            end();
            if (flow == null) {
                response.body().discard();
            } else {
                flow.cancel();
            }
        }
    }

    private void end() {
        state = State.ENDED;
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void open() {
        state = State.OPEN;
        written = true;
        noteGrpcStatus(response.headers());
        stream.writeHead(response.status(), response.headers());
        if (held != null) {
            stream.writePart(held);
            held = null;
        }
    }
}
