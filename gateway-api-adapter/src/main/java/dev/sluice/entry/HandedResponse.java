package dev.sluice.entry;

import dev.sluice.program.ProgramResponse;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Hands a response that Spring has made to those who wait for it as for that of a program. Only on the event loop. */
public final class HandedResponse implements ResponseTaker {

    private final ClientExchange exchange;
    private final MonoSink<ProgramResponse> waiting;
    private boolean over;

    private HandedResponse(ClientExchange exchange, MonoSink<ProgramResponse> waiting) {
        this.exchange = exchange;
        this.waiting = waiting;
    }

    /**
     * The response that some work gives.
     *
     * @param work begins it; it is given up where nobody waits for the response any more
     */
    public static Mono<ProgramResponse> of(ClientExchange exchange, Function<ResponseTaker, Mono<Void>> work) {
        return Mono.create(sink -> {
            HandedResponse taker = new HandedResponse(exchange, sink);
            Disposable.Swap running = Disposables.swap();
            sink.onCancel(() -> {
                taker.over = true;
                running.dispose();
            });
            running.update(work.apply(taker).subscribe());
        });
    }

    @Override
    public Mono<Void> respond(ProgramResponse response) {
        return Mono.defer(() -> {
            if (exchange.loop().inEventLoop()) {
                hand(response);
            } else {
                exchange.loop().execute(() -> hand(response));
            }
            return exchange.finished();
        });
    }

    private void hand(ProgramResponse response) {
        if (!over) {
            over = true;
            waiting.success(response);
            return;
        }
        response.body().discard();
        if (response.tunnel() != null) {
            response.tunnel().close();
        }
    }

    @Override
    public boolean hasResponded() {
        return over;
    }
}
