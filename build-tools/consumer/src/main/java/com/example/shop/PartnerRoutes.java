package com.example.shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A route that the team writes in Java. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.cloud.gateway.server.webflux.enabled", matchIfMissing = true)
class PartnerRoutes {

    @Bean
    RouteLocator partners(RouteLocatorBuilder routes, @Value("${shop.backend}") String backend) {
        return routes.routes()
                .route(
                        "partners",
                        route -> route.path("/partners/**")
                                .filters(filters -> filters.setPath("/of-the-locator"))
                                .uri(backend))
                .build();
    }
}
