package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.program.ProgramResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;

/** A program at work for an exchange: hands its response over. */
final class ProgramRun implements CoreSubscriber<ProgramResponse>, Disposable {

    private final ClientExchange exchange;
    private @Nullable Subscription program;

    ProgramRun(ClientExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        program = subscription;
        exchange.runs(this);
        subscription.request(1);
    }

    @Override
    public void onNext(ProgramResponse response) {
        exchange.write(response);
    }

    /** A program that fails has a bug; it logs that itself. */
    @Override
    public void onError(Throwable bug) {
        exchange.answer(Answer.PROGRAM_FAILED);
    }

    @Override
    public void onComplete() {
        // The response was all.
    }

    @Override
    public void dispose() {
        if (program != null) {
            program.cancel();
        }
    }
}
