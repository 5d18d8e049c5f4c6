package dev.sluice.entry;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.table.Lookup.Candidate;
import dev.sluice.table.PortTable;
import dev.sluice.table.RequestHead;
import dev.sluice.table.RouteTable;
import dev.sluice.table.RuleCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of the configuration with its rules, ready to run. Immutable.
 *
 * @param table where requests find their rule
 * @param preRouting of the Listeners that have filters
 */
public record ServedRules(
        GatewayConfig config, RouteTable<CompiledRule> table, Map<ListenerId, PreRouting> preRouting) {

    private static final ListenerFilters NO_FILTERS = new ListenerFilters(List.of());

    /** Before anything was read. */
    public static final ServedRules NOTHING = new ServedRules(
            GatewayConfig.EMPTY,
            RouteTable.of(GatewayConfig.EMPTY, (_, _, _, _) -> {
                throw new IllegalStateException("there is no rule");
            }),
            Map.of());

    public ServedRules {
        preRouting = Map.copyOf(preRouting);
    }

    /** The rules that follow these, with what did not change taken over. */
    public ServedRules next(
            GatewayConfig next, RuleCompiler<CompiledRule> compiler, PreRoutingCompiler filterCompiler) {
        return new ServedRules(next, RouteTable.of(next, compiler, table), nextPreRouting(next, filterCompiler));
    }

    private Map<ListenerId, PreRouting> nextPreRouting(GatewayConfig next, PreRoutingCompiler compiler) {
        Map<ListenerId, PreRouting> made = new HashMap<>();
        next.listeners().forEach(listener -> {
            ListenerFilters filters =
                    listener.filters() == null && compiler.runsForAll() ? NO_FILTERS : listener.filters();
            if (filters != null) {
                PreRouting before = preRouting.get(listener.id());
                boolean same = before != null && before.filters().equals(filters);
                made.put(listener.id(), same ? before : compiler.compile(listener.id(), filters));
            }
        });
        return made;
    }

    /** The filters of the Listener that a request belongs to; null where it has none. */
    @Nullable
    PreRouting preRouting(PortTable<CompiledRule> port, RequestHead head) {
        if (preRouting.isEmpty()) {
            return null;
        }
        Listener listener = port.entered(head);
        return listener == null ? null : preRouting.get(listener.id());
    }

    /**
     * Each rule once, by Listener, the stronger before the weaker. Made anew by each call: not for the request path.
     */
    public List<CompiledRule> rules() {
        IdentityHashMap<CompiledRule, Boolean> seen = new IdentityHashMap<>();
        return table.candidates().stream()
                .map(Candidate::target)
                .filter(rule -> seen.put(rule, true) == null)
                .toList();
    }

    /** What cannot run as it is configured, or never runs, each with object, field, cause and remedy. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (table.hasProblem()) {
            rules().stream().map(CompiledRule::problem).filter(Objects::nonNull).forEach(problems::add);
        }
        preRouting.values().stream()
                .map(PreRouting::problem)
                .filter(Objects::nonNull)
                .sorted()
                .forEach(problems::add);
        table.neverTaken().forEach(match -> problems.add(match.toString()));
        return problems.stream().distinct().toList();
    }
}
