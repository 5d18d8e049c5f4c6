package dev.sluice.route;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
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
     * Says once, in the log, what holds for the Listeners of an application that has guards.
     *
     * @param filters in the order in which they run
     * @param lanes of rules; native runs no filter of Spring's
     * @throws IllegalArgumentException where they are to run and the lane is native
     */
    public ApplicationFilters(List<WebFilter> filters, WebFilterUse use, LaneSetting lanes) {
        List<String> guards = filters.stream()
                .map(filter -> AopProxyUtils.ultimateTargetClass(filter).getName())
                .filter(name -> OF_THE_FRAMEWORK.stream().noneMatch(name::startsWith))
                .toList();
        boolean applied = use == WebFilterUse.APPLY || (use == WebFilterUse.AUTO && !guards.isEmpty());
        if (applied && lanes == LaneSetting.NATIVE) {
            throw new IllegalArgumentException(
                    "sluice.lane is native, which runs no filter of Spring's, but the Listeners are to run the WebFilters"
                            + " %s: set sluice.lane to auto, or sluice.listen.web-filters to ignore, which leaves the"
                                    .formatted(guards)
                            + " Listeners open");
        }
        this.filters = applied ? List.copyOf(filters) : List.of();
        if (!guards.isEmpty()) {
            say(applied, guards);
        }
    }

    private static void say(boolean applied, List<String> guards) {
        if (applied) {
            LOG.info(
                    "The WebFilters {} run before every request to a Listener of a Gateway; connections of TCPRoutes,"
                            + " passed-through TLS and datagrams have no request and do not run through them",
                    guards);
        } else {
            LOG.warn(
                    "The WebFilters {} do not guard the Listeners of Gateways, for sluice.listen.web-filters is ignore",
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
