package dev.sluice.benchmark.peer;

import dev.sluice.benchmark.Workload;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

/**
 * Spring Cloud Gateway with its defaults and nothing of Sluice: routes are definitions with a Host and a Path
 * predicate.
 *
 * <p>Run with Spring Boot's own properties ({@code --server.port}, {@code --server.ssl.*}, {@code
 * --server.http2.enabled}) and {@code --peer.routes} and {@code --peer.backend}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "dev.sluice.autoconfigure.DataPlaneAutoConfiguration",
            "dev.sluice.autoconfigure.ObserveAutoConfiguration",
            "dev.sluice.autoconfigure.PipelineAutoConfiguration",
            "dev.sluice.autoconfigure.ScgAutoConfiguration",
            "dev.sluice.autoconfigure.SourceAutoConfiguration"
        })
public class SpringCloudGatewayPeer {

    /** Starts the gateway and returns; it runs until the process is stopped. */
    public static void main(String[] args) {
        SpringApplication.run(SpringCloudGatewayPeer.class, args);
    }

    @Bean
    RouteDefinitionLocator routes(@Value("${peer.routes}") int routes, @Value("${peer.backend}") URI backend) {
        Workload workload = new Workload(Workload.Shape.HOSTS, routes);
        List<RouteDefinition> definitions = IntStream.range(0, routes)
                .mapToObj(number -> definition(workload, number, backend))
                .toList();
        return () -> Flux.fromIterable(definitions);
    }

    private static RouteDefinition definition(Workload workload, int number, URI backend) {
        RouteDefinition definition = new RouteDefinition();
        definition.setId("route-" + number);
        definition.setUri(backend);
        definition.setPredicates(List.of(
                new PredicateDefinition("Host=" + workload.host(number)),
                new PredicateDefinition("Path=" + workload.prefix(number) + "/**")));
        return definition;
    }
}
