package dev.sluice.upstream;

import dev.sluice.message.BodyFraming;
import dev.sluice.message.ContentLength;
import dev.sluice.message.RequestBody;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * The body of a request on its way: asked for part by part while the carrier takes more. What differs from the
 * announced length never ends cleanly, or the rest of it would be taken for another request.
 */
final class Upload extends BaseSubscriber<ByteBuf> implements Runnable {

    private final Exchange exchange;
    private final Carrier carrier;
    private final RequestBody body;

    /** Signals from other threads that have not yet reached the event loop; later ones must not pass them. */
    private final AtomicInteger hopping = new AtomicInteger();

    private long left;
    private boolean full;
    private boolean flushes;
    private boolean stopped;

    Upload(Exchange exchange, Carrier carrier) {
        this.exchange = exchange;
        this.carrier = carrier;
        this.body = exchange.request().body();
        this.left = body.framing() == BodyFraming.LENGTH
                ? ContentLength.of(exchange.request().headers())
                : Long.MAX_VALUE;
    }

    /** The head goes out even if the body lets one wait. */
    void start() {
        flushSoon();
        body.content().subscribe(this);
    }

    /** Goes on where the carrier was full. */
    void resume() {
        if (full && carrier.writable()) {
            full = false;
            request(1);
        }
    }

    /** Sends no more of it. */
    void stop() {
        stopped = true;
        dispose();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        exchange.onLoop(() -> {
            full = true;
            resume();
        });
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        if (isInOrder()) {
            write(part);
        } else {
            hop(() -> write(part));
        }
    }

    @Override
    protected void hookOnComplete() {
        if (isInOrder()) {
            end();
        } else {
            hop(this::end);
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        if (isInOrder()) {
            exchange.requestBroke(failure);
        } else {
            hop(() -> exchange.requestBroke(failure));
        }
    }

    private void write(ByteBuf part) {
        left -= part.readableBytes();
        if (stopped || left < 0 || !part.isReadable()) {
            part.release();
        } else {
            carrier.writePart(part);
        }
        if (stopped) {
            return;
        }
        if (left < 0) {
            fail("longer");
        } else {
            next();
        }
    }

    private void next() {
        full = true;
        if (carrier.writable()) {
            flushSoon();
        } else {
            carrier.flush();
        }
        resume();
    }

    private void end() {
        if (stopped) {
            return;
        }
        if (body.framing() == BodyFraming.LENGTH && left != 0) {
            fail("shorter");
        } else {
            carrier.writeEnd(body.trailers().get());
            exchange.requestEnded();
        }
    }

    private void fail(String how) {
        exchange.requestBroke(new IOException("The body is " + how + " than its head says"));
    }

    /** Parts that come one after the other leave together. */
    private void flushSoon() {
        if (!flushes) {
            flushes = true;
            exchange.later(this);
        }
    }

    /** Flushes. */
    @Override
    public void run() {
        flushes = false;
        carrier.flush();
    }

    /** Whether a signal that comes now has no other before it. */
    private boolean isInOrder() {
        return exchange.request().loop().inEventLoop() && hopping.get() == 0;
    }

    private void hop(Runnable signal) {
        hopping.incrementAndGet();
        exchange.later(() -> {
            hopping.decrementAndGet();
            signal.run();
        });
    }
}
