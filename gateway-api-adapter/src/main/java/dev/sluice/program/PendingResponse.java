package dev.sluice.program;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A response that is being made for one subscriber. What is asked of it on another thread is handed to the event loop
 * of the request, so that all that a subclass does happens there.
 */
abstract class PendingResponse extends Mono<ProgramResponse> implements Subscription {

    private enum Stage {
        NEW,
        SUBSCRIBED,
        RUNNING,
        ENDED
    }

    private final EventLoop loop;
    private Stage stage = Stage.NEW;
    private @Nullable CoreSubscriber<? super ProgramResponse> client;

    PendingResponse(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public final void subscribe(CoreSubscriber<? super ProgramResponse> subscriber) {
        if (stage != Stage.NEW) {
            Operators.error(subscriber, new IllegalStateException("A request is answered once"));
            return;
        }
        stage = Stage.SUBSCRIBED;
        client = subscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public final void request(long n) {
        if (loop.inEventLoop()) {
            start();
        } else {
            loop.execute(this::start);
        }
    }

    @Override
    public final void cancel() {
        if (loop.inEventLoop()) {
            stop();
        } else {
            loop.execute(this::stop);
        }
    }

    private void start() {
        if (stage == Stage.SUBSCRIBED) {
            stage = Stage.RUNNING;
            begin();
        }
    }

    private void stop() {
        boolean running = isRunning();
        if (stage != Stage.ENDED) {
            stage = Stage.ENDED;
            client = null;
        }
        if (running) {
            giveUp();
        }
    }

    /** Whether the response is still wanted and not made. */
    final boolean isRunning() {
        return stage == Stage.RUNNING;
    }

    final EventLoop loop() {
        return loop;
    }

    /** Hands the response out; called once, while it is running. */
    final void end(ProgramResponse response) {
        CoreSubscriber<? super ProgramResponse> waiting = client;
        stage = Stage.ENDED;
        client = null;
        if (waiting != null) {
            waiting.onNext(response);
            waiting.onComplete();
        }
    }

    /** The response is wanted. Called once. */
    abstract void begin();

    /** It is wanted no more, after {@link #begin} and before {@link #end}. Called at most once. */
    abstract void giveUp();
}
