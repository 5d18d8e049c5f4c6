package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * The parts of a body on their way to one subscriber of a {@link BodyFlux}. They come on the event loop of the request;
 * the subscriber may ask for more on any thread. A part that was asked for is given at once, another one waits.
 */
final class BodyParts implements BodyReceiver, Subscription {

    private static final AtomicLongFieldUpdater<BodyParts> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(BodyParts.class, "requested");
    private static final AtomicIntegerFieldUpdater<BodyParts> CALLS =
            AtomicIntegerFieldUpdater.newUpdater(BodyParts.class, "calls");

    /** For how many parts a queue is made, which grows. */
    private static final int FEW = 8;

    private final CoreSubscriber<? super ByteBuf> subscriber;
    private final Consumer<HttpHeaders> trailers;
    private volatile @Nullable BodyFlow flow;
    private volatile @Nullable Queue<ByteBuf> waiting;
    private volatile long requested;

    /** Of those who have something to hand out: the first one does it for all. */
    private volatile int calls;

    private volatile boolean complete;
    private @Nullable Throwable fault;

    /** Whether the subscriber hears no more. */
    private volatile boolean over;

    /** Whether a batch without a part is said by an empty buffer: the first one only. */
    private boolean saysNothing;

    BodyParts(CoreSubscriber<? super ByteBuf> subscriber, Consumer<HttpHeaders> trailers, boolean saysNothing) {
        this.subscriber = subscriber;
        this.trailers = trailers;
        this.saysNothing = saysNothing;
    }

    void start(ResponseBody body) {
        BodyFlow started = body.relay(this);
        flow = started;
        if (over && !complete) {
            started.cancel();
        } else if (requested > 0) {
            started.read();
        }
    }

    // From the body

    @Override
    public void received(ByteBuf part) {
        saysNothing = false;
        give(part);
    }

    private void give(ByteBuf part) {
        Queue<ByteBuf> queue = waiting;
        if ((queue == null || queue.isEmpty()) && requested > 0 && !over && CALLS.compareAndSet(this, 0, 1)) {
            handOver(part);
            if (CALLS.decrementAndGet(this) != 0) {
                handOutForAll();
            }
            return;
        }
        if (queue == null) {
            queue = Queues.<ByteBuf>unbounded(FEW).get();
            waiting = queue;
        }
        queue.add(part);
        handOut();
    }

    @Override
    public void batchRead() {
        if (saysNothing) {
            saysNothing = false;
            give(Unpooled.EMPTY_BUFFER);
        }
        BodyFlow known = flow;
        if (known != null && requested > 0) {
            known.read();
        }
    }

    @Override
    public void ended(HttpHeaders received) {
        trailers.accept(received);
        complete = true;
        handOut();
    }

    @Override
    public void broke(Throwable cause) {
        fault = cause;
        complete = true;
        handOut();
    }

    // From the subscriber

    @Override
    public void request(long more) {
        if (!Operators.validate(more)) {
            return;
        }
        Operators.addCap(REQUESTED, this, more);
        BodyFlow known = flow;
        if (known != null && !over) {
            known.read();
        }
        handOut();
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            BodyFlow known = flow;
            if (known != null) {
                known.cancel();
            }
            handOut();
        }
    }

    private void handOut() {
        if (CALLS.getAndIncrement(this) == 0) {
            handOutForAll();
        }
    }

    private void handOutForAll() {
        int served = 1;
        while (served != 0) {
            handOutWaiting();
            served = CALLS.addAndGet(this, -served);
        }
    }

    private void handOutWaiting() {
        while (!over) {
            boolean ends = complete;
            Queue<ByteBuf> queue = waiting;
            if (queue == null || queue.isEmpty()) {
                if (ends) {
                    finish();
                }
                return;
            }
            if (requested == 0) {
                return;
            }
            handOver(queue.remove());
        }
        dropWaiting();
    }

    private void handOver(ByteBuf part) {
        if (requested != Long.MAX_VALUE) {
            REQUESTED.decrementAndGet(this);
        }
        subscriber.onNext(part);
    }

    private void finish() {
        over = true;
        if (fault == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(fault);
        }
    }

    private void dropWaiting() {
        Queue<ByteBuf> queue = waiting;
        while (queue != null && !queue.isEmpty()) {
            queue.remove().release();
        }
    }
}
