package dev.sluice.route;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cloud.gateway.filter.AdaptCachedBodyGlobalFilter;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.RemoveCachedBodyFilter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The GlobalFilters that run before every rule: the team's, and of Spring Cloud Gateway's own the two that keep cached
 * bodies for other filters. The rest of its own lead to a backend, which is the program's work, or measure with tags
 * without bound.
 */
public final class TeamFilters {

    private static final String SPRING_CLOUD_GATEWAY = "org.springframework.cloud.gateway.";

    private final List<GatewayFilter> team;
    private final List<GatewayFilter> bodyCache;

    public TeamFilters(List<GlobalFilter> globalFilters) {
        this.team = globalFilters.stream()
                .filter(filter -> !isSpringCloudGateway(filter))
                .map(TeamFilters::ordered)
                .toList();
        this.bodyCache = globalFilters.stream()
                .filter(filter ->
                        filter instanceof AdaptCachedBodyGlobalFilter || filter instanceof RemoveCachedBodyFilter)
                .map(TeamFilters::ordered)
                .toList();
    }

    private static boolean isSpringCloudGateway(GlobalFilter filter) {
        return AopProxyUtils.ultimateTargetClass(filter).getName().startsWith(SPRING_CLOUD_GATEWAY);
    }

    private static GatewayFilter ordered(GlobalFilter filter) {
        GatewayFilter adapted = new Adapted(filter);
        if (filter instanceof Ordered ordered) {
            return new OrderedGatewayFilter(adapted, ordered.getOrder());
        }
        Integer order = OrderUtils.getOrder(AopProxyUtils.ultimateTargetClass(filter));
        return order == null ? adapted : new OrderedGatewayFilter(adapted, order);
    }

    /** The team's, as they call themselves. */
    String names() {
        return team.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Spring Cloud Gateway's own that keep cached bodies for other filters. */
    List<GatewayFilter> bodyCache() {
        return bodyCache;
    }

    /** Whether a rule with these filters of its own runs anything of Spring's. */
    boolean runBefore(List<GatewayFilter> springFilters) {
        return !team.isEmpty() || !springFilters.isEmpty();
    }

    /**
     * All filters of a rule in the order in which they run.
     *
     * @param springFilters that the rule names; the first has order 1 unless it has one of its own, as in Spring Cloud
     *     Gateway
     */
    List<GatewayFilter> around(List<GatewayFilter> springFilters, ProgramFilter program) {
        List<GatewayFilter> filters = new ArrayList<>();
        if (runBefore(springFilters)) {
            filters.addAll(bodyCache);
            filters.addAll(team);
        }
        for (int i = 0; i < springFilters.size(); i++) {
            GatewayFilter filter = springFilters.get(i);
            filters.add(filter instanceof Ordered ? filter : new OrderedGatewayFilter(filter, i + 1));
        }
        filters.add(WriteResponseFilter.INSTANCE);
        filters.add(program);
        AnnotationAwareOrderComparator.sort(filters);
        return filters;
    }

    private record Adapted(GlobalFilter delegate) implements GatewayFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
            return delegate.filter(exchange, chain);
        }

        @Override
        public String toString() {
            return delegate.toString();
        }
    }
}
