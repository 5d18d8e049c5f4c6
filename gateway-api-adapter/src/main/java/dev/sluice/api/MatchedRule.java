package dev.sluice.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The rule that took a request on a Listener. GlobalFilters and filters that the rule names by SpringFilter read it:
 *
 * {@snippet :
 * String tenant = MatchedRule.of(exchange).map(rule -> rule.route().namespace()).orElse("none");
 * }
 *
 * <p>It never changes and is made when the rule is, not for each request. Any thread may read it.
 *
 * @param parent the Gateway that serves the request; in the mesh the Service
 * @param listener the name of its Listener, as access log and metrics have it: of a ListenerSet
 *     {@code ListenerSet/namespace/name/entry}; in the mesh {@code port}, or {@code port/namespace} of the clients
 * @param route the HTTPRoute or GRPCRoute
 * @param rule place in {@code spec.rules}, from 0
 * @param ruleName {@code spec.rules[].name}; null: it has none
 */
public record MatchedRule(
        KubernetesObject parent,
        String listener,
        KubernetesObject route,
        int rule,
        @Nullable String ruleName) {

    /** The name of the attribute of exchanges that has it. */
    public static final String ATTRIBUTE = MatchedRule.class.getName();

    /**
     * The rule of an exchange. Empty on the application's own port, for WebFilters, and for filters of a Listener: they
     * run before a rule is looked for.
     */
    public static Optional<MatchedRule> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }
}
