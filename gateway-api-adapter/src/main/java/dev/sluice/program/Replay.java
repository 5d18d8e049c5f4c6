package dev.sluice.program;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The body of a request that may be wanted more than once: what was read of it is kept up to a limit, and every
 * subscriber, one after the other, gets it from its begin. A subscriber that goes does not end the body. Beyond the
 * limit what was kept is let go, and the body passes through to the one subscriber that there is.
 *
 * <p>Belongs to the event loop of its request.
 */
final class Replay extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf> {

    private final Flux<ByteBuf> source;
    private final int limit;
    private final List<ByteBuf> kept = new ArrayList<>(4);
    private int keptOctets;
    private boolean whole = true;
    private boolean settled;

    private @Nullable Subscription origin;
    private boolean asked;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Reading current;

    /** @param limit octets that are kept */
    Replay(Flux<ByteBuf> source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /** Whether another subscriber would get all of it. */
    boolean isWhole() {
        return whole;
    }

    /** There will be no further subscriber: what is kept is let go as soon as it is read. */
    void settle() {
        settled = true;
        if (current == null) {
            abandon();
        } else if (current.position == kept.size() && (current.requested > 0 || !asked)) {
            passThrough(current);
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        Reading reading = new Reading(this, subscriber);
        current = reading;
        subscriber.onSubscribe(reading);
        if (origin == null) {
            source.subscribe(this);
        } else {
            reading.drain();
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        origin = subscription;
        if (current != null) {
            current.drain();
        }
    }

    @Override
    public void onNext(ByteBuf part) {
        asked = false;
        Reading reading = current;
        if (!whole) {
            if (reading == null) {
                part.release();
            } else {
                reading.subscriber.onNext(part);
            }
            return;
        }
        kept.add(part);
        keptOctets += part.readableBytes();
        if (reading != null) {
            reading.drain();
        }
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        onComplete();
    }

    @Override
    public void onComplete() {
        ended = true;
        if (current != null) {
            current.drain();
        }
    }

    /** Called where the reader has all that is kept. */
    private void readOn(Reading reading) {
        if (settled || keptOctets > limit) {
            passThrough(reading);
        } else if (!asked && origin != null) {
            asked = true;
            origin.request(1);
        }
    }

    private void passThrough(Reading reading) {
        if (whole) {
            whole = false;
            letGo();
            long wanted = asked ? reading.requested - 1 : reading.requested;
            if (wanted > 0 && origin != null && !ended) {
                origin.request(wanted);
            }
        }
    }

    private void abandon() {
        whole = false;
        letGo();
        if (origin != null && !ended) {
            ended = true;
            origin.cancel();
        }
    }

    private void letGo() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }

    /** One subscriber. */
    private static final class Reading implements Subscription {

        private final Replay body;
        private final CoreSubscriber<? super ByteBuf> subscriber;
        private int position;
        private long requested;
        private boolean draining;
        private boolean again;
        private boolean done;

        Reading(Replay body, CoreSubscriber<? super ByteBuf> subscriber) {
            this.body = body;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (!isCurrent()) {
                return;
            }
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            if (!body.whole && body.origin != null) {
                body.origin.request(n);
            } else {
                drain();
            }
        }

        @Override
        public void cancel() {
            if (isCurrent()) {
                body.current = null;
                if (body.settled || !body.whole) {
                    body.abandon();
                }
            }
        }

        private boolean isCurrent() {
            return body.current == this;
        }

        /** Hands out what is there and asked for; what happens meanwhile is done by the same loop. */
        void drain() {
            if (draining) {
                again = true;
                return;
            }
            draining = true;
            do {
                again = false;
                handOut();
            } while (again && isCurrent());
            draining = false;
        }

        private void handOut() {
            while (isCurrent() && body.whole && requested > 0 && position < body.kept.size()) {
                requested--;
                subscriber.onNext(body.kept.get(position++).retainedDuplicate());
            }
            if (!isCurrent() || (body.whole && position < body.kept.size())) {
                return;
            }
            if (body.ended) {
                finishOnce();
            } else if (body.whole && requested > 0) {
                body.readOn(this);
            }
        }

        private void finishOnce() {
            if (done) {
                return;
            }
            done = true;
            Throwable failure = body.failure;
            if (body.settled) {
                body.current = null;
                body.abandon();
            }
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }
    }
}
