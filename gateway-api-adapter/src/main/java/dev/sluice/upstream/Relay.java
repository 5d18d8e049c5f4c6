package dev.sluice.upstream;

import dev.sluice.balance.Outcome;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response on its way: parts go on as they come, and no more is read than was asked for. What comes
 * before somebody takes it, at most what one read brought, is kept.
 */
final class Relay implements ResponseBody, BodyFlow {

    private final Exchange exchange;
    private final Carrier carrier;
    private @Nullable BodyReceiver receiver;
    private @Nullable Queue<ByteBuf> kept;
    private @Nullable HttpHeaders trailers;
    private @Nullable Throwable fault;

    /** Whether a read is asked for whose batch is not complete. */
    private boolean asked;

    /** Whether the receiver is owed a call of batchRead: after the head's batch, and after each that brought a part. */
    private boolean owed = true;

    /** Whether what the read of the head brought is still being told. */
    private boolean first = true;

    /** Whether nobody wants the body, which may still end with this batch. */
    private boolean unwanted;

    private boolean over;

    Relay(Exchange exchange, Carrier carrier) {
        this.exchange = exchange;
        this.carrier = carrier;
    }

    /** Whether the client waits for the backend. */
    boolean hungry() {
        return asked;
    }

    @Override
    public BodyFlow relay(BodyReceiver taker) {
        exchange.onLoop(() -> start(taker));
        return this;
    }

    private void start(BodyReceiver taker) {
        exchange.claim();
        asked = true;
        handKept(taker);
        receiver = taker;
        if (fault != null) {
            over = true;
            taker.broke(fault);
        } else if (trailers != null) {
            over = true;
            taker.ended(trailers);
        } else if (!first) {
            // Not at once, for the receiver does not know its flow yet.
            exchange.later(this::batchRead);
        }
    }

    private void handKept(BodyReceiver taker) {
        Queue<ByteBuf> parts = kept;
        kept = null;
        while (parts != null && !parts.isEmpty()) {
            taker.received(parts.remove());
        }
    }

    void part(ByteBuf part) {
        if (over || unwanted) {
            part.release();
        } else if (receiver != null) {
            owed = true;
            receiver.received(part);
        } else {
            if (kept == null) {
                kept = new ArrayDeque<>();
            }
            kept.add(part);
        }
    }

    void batchRead() {
        first = false;
        if (over) {
            return;
        }
        if (unwanted) {
            cancel();
        } else if (receiver != null) {
            if (owed) {
                owed = false;
                asked = false;
                receiver.batchRead();
            } else if (asked) {
                carrier.read();
            }
        }
    }

    void ended(HttpHeaders after) {
        if (receiver != null && !over) {
            over = true;
            receiver.ended(after);
        }
        trailers = after;
    }

    void broke(Throwable cause) {
        if (receiver != null && !over) {
            over = true;
            receiver.broke(cause);
        }
        fault = cause;
    }

    @Override
    public void read() {
        exchange.onLoop(() -> {
            if (!over && !asked) {
                asked = true;
                carrier.read();
            }
        });
    }

    @Override
    public void cancel() {
        exchange.onLoop(() -> {
            over = true;
            fault = new CancellationException("The response was given up");
            releaseKept();
            exchange.giveUp(Outcome.CANCELLED);
        });
    }

    /** What is small has mostly come with its head: then the connection can be kept. */
    @Override
    public void discard() {
        exchange.onLoop(() -> {
            exchange.claim();
            unwanted = true;
            releaseKept();
            if (!first) {
                cancel();
            }
        });
    }

    private void releaseKept() {
        Queue<ByteBuf> parts = kept;
        kept = null;
        while (parts != null && !parts.isEmpty()) {
            parts.remove().release();
        }
    }
}
