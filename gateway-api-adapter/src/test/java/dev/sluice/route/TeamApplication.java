package dev.sluice.route;

import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A team's own Spring Cloud Gateway application, which has this library beside its routes. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@SuppressWarnings("exports")
public class TeamApplication {

    /** The test applies configurations itself, so the source never has anything. */
    @Bean
    ResourceSource source() {
        return new ResourceSource() {
            @Override
            public void start(Runnable changed) {}

            @Override
            public SourceSnapshot current() {
                return SourceSnapshot.NOTHING_READ;
            }

            @Override
            public void close() {}
        };
    }

    @Bean
    @Order(5)
    @ConditionalOnProperty(name = "team.global-filter", matchIfMissing = true)
    GlobalFilter teamFilter() {
        return (exchange, chain) -> chain.filter(exchange.mutate()
                        .request(request -> request.header("x-team", "global"))
                        .build())
                .then(Mono.fromRunnable(
                        () -> exchange.getResponse().getHeaders().add("x-team-answer", "global")));
    }

    @Bean
    StampGatewayFilterFactory stamp() {
        return new StampGatewayFilterFactory();
    }

    @Bean
    ShowClientGatewayFilterFactory showClient() {
        return new ShowClientGatewayFilterFactory();
    }

    @Bean
    ShowRuleGatewayFilterFactory showRule() {
        return new ShowRuleGatewayFilterFactory();
    }

    @Bean
    FailGatewayFilterFactory fail() {
        return new FailGatewayFilterFactory();
    }

    @Bean
    SetBodyGatewayFilterFactory setBody() {
        return new SetBodyGatewayFilterFactory();
    }

    @Bean
    CopyQueryGatewayFilterFactory copyQuery() {
        return new CopyQueryGatewayFilterFactory();
    }

    @Bean
    ForwardToGatewayFilterFactory forwardTo(ObjectProvider<DispatcherHandler> dispatcher) {
        return new ForwardToGatewayFilterFactory(dispatcher);
    }

    /** Answers some requests itself. */
    @Bean
    @ConditionalOnProperty("team.web-filter")
    WebFilter teapot() {
        return (exchange, chain) -> {
            if (!exchange.getRequest().getPath().value().equals("/teapot")) {
                return chain.filter(exchange);
            }
            exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(418));
            return exchange.getResponse().setComplete();
        };
    }

    /** For rate limits of all replicas. */
    @Bean
    @ConditionalOnProperty("team.limits")
    CountingStore limits() {
        return new CountingStore();
    }

    /** Where spans go in tests of traces. */
    @Bean
    @ConditionalOnProperty("team.spans")
    InMemorySpanExporter spans() {
        return InMemorySpanExporter.create();
    }

    /** Observed like a span of the team's. */
    @Bean
    ObservedGatewayFilterFactory observed(ObjectProvider<ObservationRegistry> observations) {
        return new ObservedGatewayFilterFactory(observations.getIfAvailable(ObservationRegistry::create));
    }

    /** Spring Security as its starter would switch it on. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebFluxSecurity
    @ConditionalOnProperty("team.security")
    static class Secured {

        @Bean
        SecurityWebFilterChain guard(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(User.withUsername("ann")
                    .password("{noop}secret")
                    .roles("USER")
                    .build());
        }
    }

    @Bean
    Canary canary() {
        return new Canary();
    }

    @Bean
    RouteLocator teamRoutes(RouteLocatorBuilder routes) {
        return routes.routes()
                .route(
                        "team-bean",
                        route -> route.path("/team-bean")
                                .filters(f -> f.setStatus(299))
                                .uri("no://op"))
                .build();
    }

    /** Must answer on the application's port alone. Found as a member of a configuration class. */
    @RestController
    static final class Controller {

        @GetMapping("/controller")
        String answer() {
            return "controller";
        }
    }

    /** Reachable by {@code #{@canary.sing()}}, were an expression evaluated. */
    static final class Canary {

        static final AtomicInteger SONGS = new AtomicInteger();

        /** Counts. */
        public String sing() {
            return "sung " + SONGS.incrementAndGet();
        }
    }

    /** Marks request and response. */
    static final class StampGatewayFilterFactory extends AbstractGatewayFilterFactory<StampGatewayFilterFactory.Stamp> {

        StampGatewayFilterFactory() {
            super(Stamp.class);
        }

        @Override
        public GatewayFilter apply(Stamp config) {
            return (exchange, chain) -> chain.filter(exchange.mutate()
                            .request(request -> request.header("x-stamp", config.text))
                            .build())
                    .then(Mono.fromRunnable(
                            () -> exchange.getResponse().getHeaders().add("x-stamp-answer", config.text)));
        }

        /** Arguments. */
        public static final class Stamp {

            private String text = "";
            private int times = 1;

            /** For the binder. */
            public void setText(String text) {
                this.text = text;
            }

            /** For the binder. */
            public void setTimes(int times) {
                this.times = times;
            }

            /** For the binder. */
            public int getTimes() {
                return times;
            }
        }
    }

    /** Makes an observation of its own around the rest. */
    static final class ObservedGatewayFilterFactory extends AbstractGatewayFilterFactory<Object> {

        private final ObservationRegistry observations;

        ObservedGatewayFilterFactory(ObservationRegistry observations) {
            super(Object.class);
            this.observations = observations;
        }

        @Override
        public GatewayFilter apply(Object config) {
            return (exchange, chain) -> Mono.deferContextual(context -> {
                Observation parent = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
                Observation own = Observation.createNotStarted("team.check", observations)
                        .parentObservation(parent)
                        .start();
                return chain.filter(exchange).doFinally(_ -> own.stop());
            });
        }
    }

    /** Fails in one of two ways. */
    static final class FailGatewayFilterFactory extends AbstractGatewayFilterFactory<FailGatewayFilterFactory.Failure> {

        FailGatewayFilterFactory() {
            super(Failure.class);
        }

        @Override
        public GatewayFilter apply(Failure config) {
            return (exchange, chain) -> config.status == 0
                    ? Mono.error(new IllegalStateException("planted"))
                    : Mono.error(new ResponseStatusException(HttpStatus.valueOf(config.status)));
        }

        /** Arguments. */
        public static final class Failure {

            private int status;

            /** For the binder. */
            public void setStatus(int status) {
                this.status = status;
            }
        }
    }

    /** Replaces the body of responses and leaves their length as it was. */
    static final class SetBodyGatewayFilterFactory
            extends AbstractGatewayFilterFactory<SetBodyGatewayFilterFactory.Body> {

        SetBodyGatewayFilterFactory() {
            super(Body.class);
        }

        @Override
        public GatewayFilter apply(Body config) {
            GatewayFilter filter = (exchange, chain) -> chain.filter(exchange.mutate()
                    .response(new ServerHttpResponseDecorator(exchange.getResponse()) {
                        @Override
                        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
                            Flux<DataBuffer> parts = Flux.fromArray(config.text.split(",", -1))
                                    .map(part -> bufferFactory().wrap(part.getBytes(StandardCharsets.US_ASCII)));
                            return Flux.from(body)
                                    .doOnNext(DataBufferUtils::release)
                                    .then(super.writeWith(parts));
                        }
                    })
                    .build());
            return new OrderedGatewayFilter(filter, NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1);
        }

        /** Arguments; commas part the buffers. */
        public static final class Body {

            private String text = "";

            /** For the binder. */
            public void setText(String text) {
                this.text = text;
            }
        }
    }

    /** Writes what a client chose, the parameters {@code name} and {@code value} of its query, into a header. */
    static final class CopyQueryGatewayFilterFactory
            extends AbstractGatewayFilterFactory<CopyQueryGatewayFilterFactory.Where> {

        CopyQueryGatewayFilterFactory() {
            super(Where.class);
        }

        @Override
        public GatewayFilter apply(Where config) {
            return (exchange, chain) -> {
                var query = exchange.getRequest().getQueryParams();
                String name = query.getOrDefault("name", List.of("")).getFirst();
                String value = query.getOrDefault("value", List.of("")).getFirst();
                if (config.response) {
                    exchange.getResponse().getHeaders().set(name, value);
                    return chain.filter(exchange);
                }
                return chain.filter(exchange.mutate()
                        .request(request -> request.header(name, value))
                        .build());
            };
        }

        /** Arguments. */
        public static final class Where {

            private boolean response;

            /** For the binder. */
            public void setResponse(boolean response) {
                this.response = response;
            }
        }
    }

    /** Hands requests to what the application serves itself, as a circuit breaker's fallback {@code forward:} does. */
    static final class ForwardToGatewayFilterFactory
            extends AbstractGatewayFilterFactory<ForwardToGatewayFilterFactory.Place> {

        private final ObjectProvider<DispatcherHandler> dispatcher;

        ForwardToGatewayFilterFactory(ObjectProvider<DispatcherHandler> dispatcher) {
            super(Place.class);
            this.dispatcher = dispatcher;
        }

        @Override
        public GatewayFilter apply(Place config) {
            return (exchange, _) -> dispatcher
                    .getObject()
                    .handle(exchange.mutate()
                            .request(request -> request.path(config.path))
                            .build());
        }

        /** Arguments. */
        public static final class Place {

            private String path = "/";

            /** For the binder. */
            public void setPath(String path) {
                this.path = path;
            }
        }
    }
}
