package com.example.shop;

import dev.sluice.api.KubernetesObject;
import dev.sluice.api.MatchedRule;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.stereotype.Component;

/** Says to clients which route took their request. */
@Component
class ShowRouteGatewayFilterFactory extends AbstractGatewayFilterFactory<Object> {

    ShowRouteGatewayFilterFactory() {
        super(Object.class);
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            String route = MatchedRule.of(exchange)
                    .map(MatchedRule::route)
                    .map(KubernetesObject::toString)
                    .orElse("none");
            exchange.getResponse().getHeaders().set("x-route", route);
            return chain.filter(exchange);
        };
    }
}
