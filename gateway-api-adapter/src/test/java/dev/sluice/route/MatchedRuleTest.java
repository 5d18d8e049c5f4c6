package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleId;
import dev.sluice.testkit.LeakDetection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a team's filter knows of where a request belongs. */
@ParameterizedClass
@EnumSource(names = {"AUTO", "WEBFLUX"})
@ExtendWith(LeakDetection.class)
class MatchedRuleTest extends GatewayOfEachLane {

    private static final RouteFilter SHOW = Configs.spring("ShowRule", Map.of());

    /** The second of two rules, which has a name. */
    private static Route named() {
        Route route = Configs.route("cart", "/cart", SHOW);
        Rule rule = route.rules().getFirst();
        var second = new Rule(
                new RuleId(route.id(), 1),
                "checkout",
                rule.matches(),
                rule.filters(),
                rule.timeouts(),
                rule.retry(),
                rule.action());
        return new Route(route.id(), route.created(), route.hostnames(), List.of(second));
    }

    private static @Nullable String rule(String path) {
        return gateway.get(gateway.dataPort, path).headers().get("x-rule");
    }

    @Test
    void filterOfARuleSeesTheRule() {
        apply(gateway.backend.port(), Configs.route("shop", "/", SHOW), named());

        assertThat(rule("/")).isEqualTo("Gateway test/gw, http, HTTPRoute test/shop, 0, null");
        assertThat(rule("/cart")).isEqualTo("Gateway test/gw, http, HTTPRoute test/cart, 1, checkout");
    }

    @Test
    void filterOfAListenerRunsBeforeThereIsARule() {
        ListenerFiltersTest.apply(gateway, List.of(Configs.route("shop", "/")), Configs.spring("ShowRule", Map.of()));

        assertThat(rule("/")).isEqualTo("no rule");
    }
}
