package dev.sluice.config.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBackendsTest {

    private static final BackendId COPIES = new BackendId("shop", "copies", 80);
    private static final BackendId CART = new BackendId("shop", "cart", 80);
    private static final BackendId NEXT = new BackendId("shop", "next", 80);

    private static final Rule RULE = new Rule(
            new RuleId(new RouteId("HTTPRoute", "shop", "a"), 0),
            null,
            List.of(RouteMatch.EVERYTHING),
            List.of(new RouteFilter.RequestMirror(new Mirror(COPIES, 1, 1))),
            Timeouts.UNSET,
            null,
            new RuleAction.Forward(List.of(share(1, CART), share(0, NEXT))));

    private static WeightedBackend share(int weight, BackendId id) {
        return new WeightedBackend(weight, new WeightedBackend.Target.Resolved(id), List.of());
    }

    @Test
    void aRuleNamesThoseOfCopiesAndOfWeightZeroToo() {
        assertThat(RuleBackends.NAMED.of(RULE)).containsExactly(COPIES, CART, NEXT);
    }

    @Test
    void clientsNeedNeitherOfThem() {
        assertThat(RuleBackends.NEEDED.of(RULE)).containsExactly(CART);
    }
}
