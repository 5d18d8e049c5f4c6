package dev.sluice.route;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.entry.NativePreRouting;
import dev.sluice.entry.PreRouting;
import dev.sluice.entry.PreRoutingCompiler;
import dev.sluice.observe.RuleLabels;
import dev.sluice.program.FilterMaker;
import dev.sluice.program.RequestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * Makes the filters of Listeners. They run in the order of their list: an order that a filter gives itself does not
 * count. Where one is Spring's, all run through Spring WebFlux, whatever way in a rule has. One that cannot be made
 * closes the Listener with 500, for without it a request could reach a rule that it must not reach. Called by the
 * thread that applies configurations.
 */
public final class ScgListenerCompiler implements PreRoutingCompiler {

    private static final GatewayFilter REFUSE =
            (_, _) -> Mono.error(new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR));

    private final SpringFilters springFilters;
    private final TeamFilters teamFilters;
    private final WebFluxEntry entry;
    private final LaneSetting lanes;
    private final ApplicationFilters application;
    private final FilterMaker builtIn;

    /**
     * @param teamFilters of which those that keep bodies for others run here too
     * @param entry what runs the filters
     * @param application what runs before them
     * @param builtIn makes the filters that the gateway brings
     */
    public ScgListenerCompiler(
            SpringFilters springFilters,
            TeamFilters teamFilters,
            WebFluxEntry entry,
            LaneSetting lanes,
            ApplicationFilters application,
            FilterMaker builtIn) {
        this.springFilters = springFilters;
        this.teamFilters = teamFilters;
        this.entry = entry;
        this.lanes = lanes;
        this.application = application;
        this.builtIn = builtIn;
    }

    @Override
    public boolean runsForAll() {
        return application.areApplied();
    }

    @Override
    public PreRouting compile(ListenerId listener, ListenerFilters filters) {
        List<RequestFilter> own = filters.requests().stream()
                .flatMap(filter -> filter instanceof RouteFilter.BuiltIn(var call)
                        ? Stream.of(builtIn.make(call))
                        : Stream.empty())
                .toList();
        boolean needsSpring = application.areApplied() || lanes == LaneSetting.WEBFLUX;
        return needsSpring || own.size() < filters.requests().size()
                ? webFlux(listener, filters)
                : new NativePreRouting(filters, RuleLabels.of(listener), own);
    }

    private PreRouting webFlux(ListenerId listener, ListenerFilters filters) {
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
        for (int index = 0; index < filters.requests().size(); index++) {
            RouteFilter filter = filters.requests().get(index);
            if (filter instanceof RouteFilter.BuiltIn(var call)) {
                chain.add(new BuiltInFilter(builtIn.make(call), call.source()));
            } else if (filter instanceof RouteFilter.SpringFilter(var call)) {
                String problem = bind(call, id, chain);
                if (problem != null) {
                    return "%s listener %s: filters.requests[%d]: %s: %s"
                            .formatted(listener.declarer(), listener.name(), index, call.source(), problem);
                }
            }
        }
        return null;
    }

    private @Nullable String bind(SpringFilterCall call, String id, List<GatewayFilter> chain) {
        if (lanes == LaneSetting.NATIVE) {
            return "sluice.lane is native, which runs no filter of Spring's: set it to auto, or remove the filter";
        }
        return switch (springFilters.bind(call, id)) {
            case SpringFilterBinding.Bound it -> {
                chain.add(it.filter());
                yield null;
            }
            case SpringFilterBinding.Refused it -> it.message();
        };
    }
}
