package dev.sluice.entry;

import dev.sluice.config.route.Rule;
import dev.sluice.observe.RuleLabels;
import dev.sluice.program.RuleProgram;
import org.jspecify.annotations.Nullable;

/**
 * A rule on one Listener, ready to run. Immutable, but for its Spring filters, which are the team's.
 *
 * @param id such as {@code httproute/shop/cart/0@infra/public/http}; the same in every version of the configuration
 * @param listenerPort Listener.port
 * @param program what both ways in run
 * @param spring runs the requests of a rule with the lane {@link Lane#WEBFLUX}
 * @param problem why the rule answers 500 though the configuration lets it run; null where nothing is wrong
 */
public record CompiledRule(
        Rule rule,
        String id,
        RuleLabels labels,
        int listenerPort,
        RuleProgram program,
        Lane lane,
        SpringRule spring,
        @Nullable String problem) {}
