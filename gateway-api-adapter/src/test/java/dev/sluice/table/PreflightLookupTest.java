package dev.sluice.table;

import static dev.sluice.table.Configs.method;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.table;
import static dev.sluice.table.Request.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.Cors;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CORS preflights and rules that match on the method. Source: GEP-1767. */
final class PreflightLookupTest {

    private static final RouteId ROUTE = new RouteId("HTTPRoute", "default", "shop");
    private static final Forward NOWHERE = new Forward(List.of());
    private static final RouteFilter CORS =
            new Cors(new CorsPolicy(List.of("*"), false, List.of(), List.of(), List.of(), Duration.ofSeconds(5)));

    private final Request preflight = get("a.test", "/a")
            .method("OPTIONS")
            .header("origin", "https://b.test")
            .header("access-control-request-method", "PUT");

    @Test
    void ruleWithCorsTakesThePreflightsOfItsMethod() {
        PortTable<String> table = rules(rule(0, "GET", CORS), rule(1, "PUT", CORS));
        assertThat(taken(table, preflight)).isEqualTo("default/shop rule 1");
        assertThat(taken(table, preflight.header("access-control-request-method", "GET")))
                .isEqualTo("default/shop rule 0");
    }

    @Test
    void ruleWithCorsForOneBackendTakesThemToo() {
        Target shop = new Target.Resolved(new BackendId("default", "shop", 80));
        Forward forward = new Forward(List.of(new WeightedBackend(1, shop, List.of(CORS))));
        assertThat(taken(rules(rule(0, "PUT", List.of(), forward)), preflight)).isEqualTo("default/shop rule 0");
    }

    @Test
    void ruleWithoutCorsDoesNot() {
        assertThat(taken(rules(rule(0, "PUT")), preflight)).isEqualTo("no rule");
    }

    @Test
    void otherOptionsAreNoPreflight() {
        PortTable<String> table = rules(rule(0, "PUT", CORS));
        assertThat(taken(table, get("a.test", "/a").method("OPTIONS").header("origin", "https://b.test")))
                .isEqualTo("no rule");
        assertThat(taken(table, get("a.test", "/a").method("OPTIONS").header("access-control-request-method", "PUT")))
                .isEqualTo("no rule");
        assertThat(taken(table, preflight.method("GET"))).isEqualTo("no rule");
        assertThat(taken(table, preflight.header("access-control-request-method", "POST")))
                .isEqualTo("no rule");
    }

    private static String taken(PortTable<String> table, Request head) {
        return table.find(head) instanceof Lookup.Found<String>(var candidate) ? candidate.target() : "no rule";
    }

    private static PortTable<String> rules(Rule... rules) {
        RouteHostname any = new RouteHostname(Hostname.ANY, Hostname.ANY);
        return table(new Route(ROUTE, Instant.EPOCH, List.of(any), List.of(rules)));
    }

    private static Rule rule(int index, String method, RouteFilter... filters) {
        return rule(index, method, List.of(filters), NOWHERE);
    }

    private static Rule rule(int index, String method, List<RouteFilter> filters, Forward forward) {
        RouteMatch match = method(prefix("/a"), method);
        return new Rule(new RuleId(ROUTE, index), null, List.of(match), filters, Timeouts.UNSET, null, forward);
    }
}
