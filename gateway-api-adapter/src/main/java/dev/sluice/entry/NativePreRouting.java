package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.observe.RuleLabels;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The filters of a Listener that the gateway brings, where there are no others.
 *
 * @param labels of the Listener, for what is answered before a rule is found
 * @param chain in the order in which they run
 */
public record NativePreRouting(ListenerFilters filters, RuleLabels labels, List<RequestFilter> chain)
        implements PreRouting {

    private static final Logger LOG = LoggerFactory.getLogger(NativePreRouting.class);

    public NativePreRouting {
        chain = List.copyOf(chain);
    }

    @Override
    public @Nullable String problem() {
        return null;
    }

    /** They are put around each request again, because what follows them is its own. */
    @Override
    public Mono<Void> handle(EnteredRequest request) {
        ClientExchange exchange = request.exchange();
        exchange.record().belongsTo(labels);
        RuleProgram all = request::proceed;
        for (RequestFilter filter : chain.reversed()) {
            all = filter.around(all);
        }
        RuleProgram outermost = all;
        return Mono.defer(() -> outermost.run(request.forProgram()))
                .onErrorResume(bug -> Mono.just(failed(bug, exchange)))
                .doOnNext(exchange::write)
                .then();
    }

    private ProgramResponse failed(Throwable bug, ClientExchange exchange) {
        LOG.error("{}: its filters failed; this is a bug of the gateway", labels, bug);
        return ProgramResponse.of(Answer.PROGRAM_FAILED, exchange.answers());
    }
}
