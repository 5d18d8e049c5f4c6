package dev.sluice.entry;

import dev.sluice.config.GatewayConfig;
import dev.sluice.table.Lookup.Candidate;
import dev.sluice.table.RouteTable;
import dev.sluice.table.RuleCompiler;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One version of the configuration with its rules, ready to run. Immutable.
 *
 * @param table where requests find their rule
 */
public record ServedRules(GatewayConfig config, RouteTable<CompiledRule> table) {

    /** Before anything was read. */
    public static final ServedRules NOTHING =
            new ServedRules(GatewayConfig.EMPTY, RouteTable.of(GatewayConfig.EMPTY, (_, _, _, _) -> {
                throw new IllegalStateException("there is no rule");
            }));

    /** The rules that follow these, with what did not change taken over. */
    public ServedRules next(GatewayConfig next, RuleCompiler<CompiledRule> compiler) {
        return new ServedRules(next, RouteTable.of(next, compiler, table));
    }

    /** Each rule once, by Listener, the stronger before the weaker. Made anew by each call: not for the request path. */
    public List<CompiledRule> rules() {
        IdentityHashMap<CompiledRule, Boolean> seen = new IdentityHashMap<>();
        return table.candidates().stream()
                .map(Candidate::target)
                .filter(rule -> seen.put(rule, true) == null)
                .toList();
    }

    /** What cannot run as it is configured, each with object, field, cause and remedy. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (CompiledRule rule : rules()) {
            if (rule.problem() != null) {
                problems.add(rule.problem());
            }
        }
        return problems.stream().distinct().toList();
    }
}
