package dev.sluice.route;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.entry.PreRouting;
import dev.sluice.entry.PreRoutingCompiler;
import dev.sluice.observe.RuleLabels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * Makes the filters of Listeners. They run through Spring WebFlux whatever way in a rule has, and in the order of their
 * list: an order that a filter gives itself does not count. One that cannot be made closes the Listener with 500, for
 * without it a request could reach a rule that it must not reach. Called by the thread that applies configurations.
 */
public final class ScgListenerCompiler implements PreRoutingCompiler {

    private static final GatewayFilter REFUSE =
            (_, _) -> Mono.error(new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR));

    private final SpringFilters springFilters;
    private final TeamFilters teamFilters;
    private final WebFluxEntry entry;
    private final LaneSetting lanes;
    private final ApplicationFilters application;

    /**
     * @param teamFilters of which those that keep bodies for others run here too
     * @param entry what runs the filters
     * @param application what runs before them
     */
    public ScgListenerCompiler(
            SpringFilters springFilters,
            TeamFilters teamFilters,
            WebFluxEntry entry,
            LaneSetting lanes,
            ApplicationFilters application) {
        this.springFilters = springFilters;
        this.teamFilters = teamFilters;
        this.entry = entry;
        this.lanes = lanes;
        this.application = application;
    }

    @Override
    public boolean runsForAll() {
        return application.areApplied();
    }

    @Override
    public PreRouting compile(ListenerId listener, ListenerFilters filters) {
        String id = "listener@" + listener;
        List<GatewayFilter> chain = new ArrayList<>(teamFilters.bodyCache());
        String problem = bind(listener, filters, id, chain);
        Route route =
                Route.async().id(id).uri("no://rule").predicate(_ -> false).build();
        return new WebFluxPreRouting(
                entry,
                filters,
                RuleLabels.of(listener),
                application,
                route,
                new FilterFaults(id),
                problem == null ? chain : List.of(REFUSE),
                problem);
    }

    /** Makes them; what is wrong with the first that cannot be run, or null. */
    private @Nullable String bind(ListenerId listener, ListenerFilters filters, String id, List<GatewayFilter> chain) {
        int index = 0;
        for (SpringFilterCall call : filters.requests()) {
            String field = "%s listener %s: filters.requests[%d]: %s"
                    .formatted(listener.declarer(), listener.name(), index, call.source());
            if (lanes == LaneSetting.NATIVE) {
                return field
                        + ": sluice.lane is native, which runs no filter of Spring's: set it to auto, or remove the filter";
            }
            switch (springFilters.bind(call, id)) {
                case SpringFilterBinding.Bound it -> chain.add(it.filter());
                case SpringFilterBinding.Refused it -> {
                    return field + ": " + it.message();
                }
            }
            index++;
        }
        return null;
    }
}
