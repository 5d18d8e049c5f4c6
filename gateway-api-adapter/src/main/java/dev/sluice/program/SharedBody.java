package dev.sluice.program;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A request's body that mirrors take along: read once, as fast as the backend takes it. Where the backend refuses the
 * request, it is read on for the mirrors, so that their copy is whole. Belongs to the event loop of the request.
 */
final class SharedBody extends Flux<ByteBuf> implements CoreSubscriber<ByteBuf>, Subscription {

    private final Flux<ByteBuf> source;
    private final List<MirrorCopy> copies;
    private final boolean awaited;
    private @Nullable CoreSubscriber<? super ByteBuf> reader;
    private @Nullable Subscription origin;
    private @Nullable Runnable afterwards;
    private long wanted;
    private boolean begun;
    private boolean settled;
    private boolean ended;

    /** @param awaited whether the client sends it only when it is asked to: then it is not asked for mirrors only */
    SharedBody(Flux<ByteBuf> source, List<MirrorCopy> copies, boolean awaited) {
        this.source = source;
        this.copies = copies;
        this.awaited = awaited;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        reader = subscriber;
        subscriber.onSubscribe(this);
        begin();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            source.subscribe(this);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        origin = subscription;
        if (wanted > 0) {
            subscription.request(wanted);
        }
    }

    @Override
    public void request(long n) {
        if (origin == null) {
            wanted += n;
        } else if (reader != null) {
            origin.request(n);
        }
    }

    /** The backend takes no more; whether it is read on is decided when it is known why. */
    @Override
    public void cancel() {
        reader = null;
        if (settled) {
            stop();
        }
    }

    /** The request is answered: nothing is read for the mirrors only. */
    void settle() {
        settled = true;
        afterwards = null;
        if (reader == null) {
            stop();
        }
    }

    /**
     * The backend refused the request: reads the body to its end for the mirrors.
     *
     * @param then called when it has ended or no mirror takes more of it, perhaps at once
     */
    void readOn(Runnable then) {
        reader = null;
        if (ended || (awaited && !begun) || !isTaken()) {
            then.run();
            return;
        }
        afterwards = then;
        begin();
        readNext();
    }

    private void readNext() {
        if (ended) {
            return;
        }
        if (isTaken()) {
            if (origin != null) {
                origin.request(1);
            }
        } else {
            stop();
            finish();
        }
    }

    private boolean isTaken() {
        return copies.stream().anyMatch(MirrorCopy::takesBody);
    }

    @Override
    public void onNext(ByteBuf part) {
        copies.forEach(copy -> copy.take(part));
        if (reader != null) {
            reader.onNext(part);
            return;
        }
        part.release();
        if (afterwards != null) {
            readNext();
        }
    }

    @Override
    public void onError(Throwable cause) {
        ended = true;
        copies.forEach(MirrorCopy::cancel);
        if (reader != null) {
            reader.onError(cause);
        }
        finish();
    }

    @Override
    public void onComplete() {
        ended = true;
        copies.forEach(MirrorCopy::bodyEnded);
        if (reader != null) {
            reader.onComplete();
        }
        finish();
    }

    private void finish() {
        Runnable then = afterwards;
        afterwards = null;
        if (then != null) {
            then.run();
        }
    }

    private void stop() {
        if (!ended) {
            ended = true;
            if (origin != null) {
                origin.cancel();
            }
            copies.forEach(MirrorCopy::cancelIncomplete);
        }
    }
}
