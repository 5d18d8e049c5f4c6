package dev.sluice.entry;

import dev.sluice.config.listener.ListenerFilters;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The filters of a Listener, ready to run. */
public interface PreRouting {

    /** What they were made of. */
    ListenerFilters filters();

    /** Why every request of the Listener is answered 500; null where nothing is wrong. */
    @Nullable
    String problem();

    /**
     * Runs them in their order, then the rule that {@link EnteredRequest#route} finds for what they left, unless one of
     * them answers.
     *
     * @return completes when the filters are done with the request; never an error
     */
    Mono<Void> handle(EnteredRequest request);
}
