package dev.sluice.route;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.handler.DefaultWebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The WebFilters of the application, Spring Security's among them, and whether they run before the data ports' rules.
 */
public final class ApplicationFilters {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationFilters.class);

    /** Those that Spring Boot and Spring bring for measuring and forms: nobody relies on them as guards. */
    private static final List<String> OF_THE_FRAMEWORK =
            List.of("org.springframework.boot.", "org.springframework.cloud.", "org.springframework.web.");

    private final List<WebFilter> filters;

    /**
     * @param filters in the order in which they run
     * @param lanes of rules; native runs no filter of Spring's
     * @throws IllegalArgumentException where they are to be applied and the lane is native
     */
    public ApplicationFilters(List<WebFilter> filters, WebFilterUse use, LaneSetting lanes) {
        boolean applied = use == WebFilterUse.APPLY;
        if (applied && lanes == LaneSetting.NATIVE) {
            throw new IllegalArgumentException(
                    "sluice.listen.web-filters is apply, but sluice.lane is native, which runs no filter of Spring's: set"
                            + " sluice.lane to auto");
        }
        this.filters = applied ? List.copyOf(filters) : List.of();
        List<String> guards = filters.stream()
                .map(filter -> filter.getClass().getName())
                .filter(name -> OF_THE_FRAMEWORK.stream().noneMatch(name::startsWith))
                .toList();
        if (!applied && !guards.isEmpty()) {
            LOG.warn(
                    "The application has the WebFilters {}: they do not guard the Listeners of Gateways, whose requests"
                            + " do not run through them. Set sluice.listen.web-filters to apply, or guard the backends"
                            + " in another way",
                    guards);
        }
    }

    /** Whether every request to a Listener runs through them. */
    boolean areApplied() {
        return !filters.isEmpty();
    }

    /** Runs them, and then what follows unless one of them answers. */
    Mono<Void> run(ServerWebExchange exchange, GatewayFilterChain next) {
        return new DefaultWebFilterChain(next::filter, filters).filter(exchange);
    }
}
