package dev.sluice.autoconfigure;

import dev.sluice.entry.Serving;
import dev.sluice.route.SnapshotRouteDefinitionLocator;
import dev.sluice.route.SnapshotRouteLocator;
import dev.sluice.source.ResourceSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.CachingRouteLocator;
import org.springframework.cloud.gateway.route.CompositeRouteDefinitionLocator;
import org.springframework.cloud.gateway.route.CompositeRouteLocator;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.accept.ApiVersionStrategy;
import reactor.core.publisher.Flux;

/**
 * Stands where Spring Cloud Gateway would put its own route locator and handler mapping. The application's routes, from
 * application.yml and RouteLocator beans, work as they did on the application's own port; ours are seen by the actuator
 * and never looked up there.
 */
@AutoConfiguration(before = GatewayAutoConfiguration.class, after = SourceAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
public final class ScgAutoConfiguration {

    private static final String OF_DEFINITIONS = "routeDefinitionRouteLocator";

    /** Spring Cloud Gateway's names for what holds everything, ours included. */
    private static final List<String> OF_EVERYTHING =
            List.of("cachedCompositeRouteLocator", OF_DEFINITIONS, "routeDefinitionLocator");

    private static final String APPLICATION_ROUTES = "sluiceApplicationRouteLocator";

    @Bean
    Serving sluiceServing() {
        return new Serving();
    }

    /**
     * Spring Cloud Gateway's own holder of every definition is made only if the application asks for it: ours stand in
     * its place, and each of them logs every factory.
     */
    @Bean
    static BeanFactoryPostProcessor sluiceReplacedRouteLocator() {
        return beans -> {
            if (beans.containsBeanDefinition(OF_DEFINITIONS)) {
                beans.getBeanDefinition(OF_DEFINITIONS).setLazyInit(true);
            }
        };
    }

    /** No repository: the actuator writes to the application's own, or to that of Spring Cloud Gateway. */
    @Bean
    SnapshotRouteDefinitionLocator sluiceRouteDefinitionLocator(Serving serving) {
        return new SnapshotRouteDefinitionLocator(serving);
    }

    /** What the application routes, without ours. A bean, because refresh events go to beans. */
    @Bean(APPLICATION_ROUTES)
    @SuppressWarnings("rawtypes") // as Spring Cloud Gateway declares them
    CachingRouteLocator sluiceApplicationRouteLocator(
            ListableBeanFactory beans,
            GatewayProperties properties,
            List<GatewayFilterFactory> filters,
            List<RoutePredicateFactory> predicates,
            ConfigurationService configurations) {
        Flux<RouteDefinitionLocator> definitions = application(beans, RouteDefinitionLocator.class)
                .filter(Predicate.not(SnapshotRouteDefinitionLocator.class::isInstance));
        RouteLocator declared = new RouteDefinitionRouteLocator(
                new CompositeRouteDefinitionLocator(definitions), predicates, filters, properties, configurations);
        return new CachingRouteLocator(
                new CompositeRouteLocator(Flux.just(declared).concatWith(application(beans, RouteLocator.class))));
    }

    /** Deferred: these beans may need us first. */
    private static <T> Flux<T> application(ListableBeanFactory beans, Class<T> type) {
        return Flux.defer(() -> Flux.fromStream(Stream.of(beans.getBeanNamesForType(type))
                .filter(name -> !OF_EVERYTHING.contains(name) && !name.equals(APPLICATION_ROUTES))
                .map(name -> beans.getBean(name, type))));
    }

    @Bean("cachedCompositeRouteLocator")
    @Primary
    SnapshotRouteLocator sluiceRouteLocator(
            @Qualifier(APPLICATION_ROUTES) CachingRouteLocator application, Serving serving) {
        return new SnapshotRouteLocator(application, serving);
    }

    @Bean
    @ConditionalOnMissingBean
    RoutePredicateHandlerMapping routePredicateHandlerMapping(
            FilteringWebHandler handler,
            @Qualifier(APPLICATION_ROUTES) CachingRouteLocator application,
            GlobalCorsProperties cors,
            Environment environment,
            ObjectProvider<ApiVersionStrategy> versions) {
        var mapping = new RoutePredicateHandlerMapping(handler, application, cors, environment);
        versions.ifAvailable(mapping::setApiVersionStrategy);
        return mapping;
    }
}
