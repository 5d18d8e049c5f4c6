package dev.sluice.route;

import dev.sluice.api.MatchedRule;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

/** A team's filter that tells the client which rule took its request. */
final class ShowRuleGatewayFilterFactory extends AbstractGatewayFilterFactory<Object> {

    ShowRuleGatewayFilterFactory() {
        super(Object.class);
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            String rule = MatchedRule.of(exchange)
                    .map(matched -> String.join(
                            ", ",
                            matched.parent().toString(),
                            matched.listener(),
                            matched.route().toString(),
                            String.valueOf(matched.rule()),
                            String.valueOf(matched.ruleName())))
                    .orElse("no rule");
            exchange.getResponse().getHeaders().add("x-rule", rule);
            return chain.filter(exchange);
        };
    }
}
