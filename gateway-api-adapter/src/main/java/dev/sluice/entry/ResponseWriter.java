package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response to the client's channel as fast as the client takes it. The head waits for the first part of the
 * body, so that a small response leaves as one message, and so that a body that breaks off before its first byte can
 * still be answered for; a head without a length waits no longer than what is being read from the backend, for its
 * first event may be far away.
 */
final class ResponseWriter implements BodyReceiver, ChannelFutureListener, Runnable {

    private enum State {
        /** Nothing is written. */
        HELD,
        /** The head is written. */
        OPEN,
        /** Nothing more is written. */
        ENDED
    }

    private final ClientExchange exchange;
    private final ClientChannel client;
    private final Channel channel;
    private final ProgramResponse response;
    private final ResponseFraming framing;
    private State state = State.HELD;
    private @Nullable ByteBuf held;
    private @Nullable BodyFlow flow;
    private boolean asked;
    private boolean written;

    ResponseWriter(ClientExchange exchange, ClientChannel client, ProgramResponse response) {
        this.exchange = exchange;
        this.client = client;
        this.channel = client.channel();
        this.response = response;
        this.framing = ResponseFraming.apply(client, response);
    }

    /** Starts the body. */
    void start() {
        BodyFlow started = response.body().relay(this);
        flow = started;
        if (asked) {
            started.read();
        } else if (state == State.HELD && framing == ResponseFraming.OPEN_END) {
            channel.eventLoop().execute(this);
        }
    }

    /** What was being read when the head came has been read: a head without a length waits no longer. */
    @Override
    public void run() {
        if (state == State.HELD) {
            open();
            channel.flush();
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
        exchange.record().sent(part.readableBytes());
        if (state == State.OPEN) {
            write(part);
        } else if (held == null) {
            held = part;
        } else {
            open();
            write(part);
        }
    }

    @Override
    public void batchRead() {
        if (state == State.HELD && (held != null || framing == ResponseFraming.OPEN_END)) {
            open();
        }
        if (state == State.OPEN) {
            channel.flush();
        }
        if (channel.isWritable()) {
            resume();
        } else {
            client.whenWritable(this);
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
        Object last = state == State.HELD ? whole(trailers) : last(trailers);
        state = State.ENDED;
        channel.writeAndFlush(last).addListener(this);
    }

    @Override
    public void broke(Throwable cause) {
        if (state == State.ENDED) {
            return;
        }
        boolean unseen = state == State.HELD;
        end();
        if (unseen) {
            exchange.answer(Answer.UPSTREAM_BROKEN);
        } else {
            exchange.record().brokeOff(Answer.UPSTREAM_BROKEN.reason());
            client.breakOff();
        }
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
        write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), response.headers()));
        if (held != null) {
            write(held);
            held = null;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The last write tells of a failure.
    private void write(Object message) {
        channel.write(message);
    }

    private Object whole(HttpHeaders trailers) {
        ByteBuf content = held == null ? Unpooled.EMPTY_BUFFER : held;
        held = null;
        written = true;
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, response.status(), content, response.headers(), trailers);
    }

    private static Object last(HttpHeaders trailers) {
        return trailers.isEmpty()
                ? LastHttpContent.EMPTY_LAST_CONTENT
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers);
    }

    /** The last byte is written, or could not be. */
    @Override
    public void operationComplete(ChannelFuture lastWrite) throws Exception {
        exchange.finish(lastWrite.isSuccess());
        client.ended(lastWrite);
    }
}
