package dev.sluice.route;

import dev.sluice.api.KubernetesObject;
import dev.sluice.api.MatchedRule;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.Timeouts;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.Lane;
import dev.sluice.observe.RuleLabels;
import dev.sluice.program.ProgramCompiler;
import dev.sluice.program.RuleProgram;
import dev.sluice.table.RuleCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;

/**
 * Makes of each rule one program, chooses its way in, and makes of it a Spring Cloud Gateway Route: the team's filters,
 * the filters that the rule names by ExtensionRef, and the program as the last one. Filters of Spring's run before all
 * others of the rule, whatever their place in it. Called by the thread that applies configurations.
 */
public final class ScgRuleCompiler implements RuleCompiler<CompiledRule> {

    /** Reason of the condition for a filter that cannot be made. */
    private static final String FILTER_REFUSED = "InvalidFilter";

    private final ProgramCompiler programs;
    private final SpringFilters springFilters;
    private final TeamFilters teamFilters;
    private final WebFluxEntry entry;
    private final LaneSetting lanes;

    /**
     * @param entry what runs the filters of rules that have some
     */
    public ScgRuleCompiler(
            ProgramCompiler programs,
            SpringFilters springFilters,
            TeamFilters teamFilters,
            WebFluxEntry entry,
            LaneSetting lanes) {
        this.programs = programs;
        this.springFilters = springFilters;
        this.teamFilters = teamFilters;
        this.entry = entry;
        this.lanes = lanes;
    }

    @Override
    public boolean hasProblem(CompiledRule compiled) {
        return compiled.problem() != null;
    }

    @Override
    public CompiledRule compile(PortId port, Listener listener, Route route, Rule rule) {
        String id = RuleText.id(listener.id(), route, rule);
        List<GatewayFilter> bound = new ArrayList<>();
        String linked = RouteListing.linked(id);
        String problem = bind(rule, linked, bound);
        if (problem != null) {
            bound.clear();
        }
        Rule runnable = problem == null ? rule : refusing(rule, problem);
        RuleLabels labels = RuleLabels.of(listener.id(), rule.id());
        RuleProgram program = programs.compile(runnable);
        Lane lane = lane(runsSpringFilters(problem, bound));
        // Not the Listener itself: it holds all routes of its version, and a rule may stay for many versions.
        var there = new RuleOnListener(listener.id(), route, rule, runnable, problem);
        ScgRule spring = switch (lane) {
            case WEBFLUX -> spring(there, program, bound);
            case NATIVE -> new RuleOnDemand(() -> spring(there, program, List.of()));
        };
        return new CompiledRule(rule, id, labels, port.port(), program, lane, spring, problem);
    }

    /**
     * What was compiled.
     *
     * @param runnable what is run in the place of the rule
     * @param problem why that is not the rule itself; null where it is
     */
    private record RuleOnListener(
            ListenerId listener,
            Route route,
            Rule rule,
            Rule runnable,
            @Nullable String problem) {}

    private boolean runsSpringFilters(@Nullable String problem, List<GatewayFilter> bound) {
        return problem == null && teamFilters.runBefore(bound);
    }

    private Lane lane(boolean runsSpringFilters) {
        return runsSpringFilters || lanes == LaneSetting.WEBFLUX ? Lane.WEBFLUX : Lane.NATIVE;
    }

    private WebFluxRule spring(RuleOnListener there, RuleProgram program, List<GatewayFilter> bound) {
        Rule rule = there.rule();
        String id = RuleText.id(there.listener(), there.route(), rule);
        boolean runsSpringFilters = runsSpringFilters(there.problem(), bound);
        RuleLabels labels = RuleLabels.of(there.listener(), rule.id());
        var last = new ProgramFilter(program, text(there.runnable()));
        return new WebFluxRule(
                entry,
                org.springframework.cloud.gateway.route.Route.async()
                        .id(RouteListing.linked(id))
                        .uri(RouteUri.of(rule.id(), rule.action()))
                        .asyncPredicate(RulePredicate.of(id, there.listener(), there.route(), rule))
                        .replaceFilters(
                                Stream.concat(bound.stream(), Stream.of(last)).toList())
                        .replaceMetadata(RouteListing.metadata(labels, rule, lane(runsSpringFilters), there.problem()))
                        .build(),
                matched(there.listener(), rule),
                new RuleDefinition(there.listener(), there.route(), rule),
                FilterChain.of(teamFilters.around(bound, last)),
                new FilterFaults(id),
                runsSpringFilters);
    }

    private static MatchedRule matched(ListenerId listener, Rule rule) {
        ParentId parent = listener.parent();
        RouteId route = rule.id().route();
        return new MatchedRule(
                new KubernetesObject(parent.kind().word(), parent.namespace(), parent.name()),
                listener.label(),
                new KubernetesObject(route.kind(), route.namespace(), route.name()),
                rule.id().index(),
                rule.name());
    }

    /** Makes the filters that the rule names; what is wrong with the first that cannot be run, or null. */
    private @Nullable String bind(Rule rule, String id, List<GatewayFilter> bound) {
        for (RouteFilter each : rule.filters()) {
            if (each instanceof RouteFilter.SpringFilter filter) {
                String field = "%s: spec.rules[%d].filters: %s"
                        .formatted(
                                rule.id().route(),
                                rule.id().index(),
                                filter.call().source());
                if (lanes == LaneSetting.NATIVE) {
                    return field
                            + ": sluice.lane is native, which runs no filter of Spring's: set it to auto, or remove"
                            + " the filter";
                }
                switch (springFilters.bind(filter.call(), id)) {
                    case SpringFilterBinding.Bound it -> bound.add(it.filter());
                    case SpringFilterBinding.Refused it -> {
                        return field + ": " + it.message();
                    }
                }
            }
        }
        return lanes == LaneSetting.NATIVE ? teamFiltersLeftOut(rule) : null;
    }

    private @Nullable String teamFiltersLeftOut(Rule rule) {
        return teamFilters.runBefore(List.of())
                ? "%s: sluice.lane is native, which runs no filter of Spring's, but the application has the GlobalFilters %s: set it to auto, or remove them"
                        .formatted(rule.id(), teamFilters.names())
                : null;
    }

    private static Rule refusing(Rule rule, String problem) {
        return new Rule(
                rule.id(),
                rule.name(),
                rule.matches(),
                List.of(),
                Timeouts.UNSET,
                null,
                new RuleAction.Refuse(FILTER_REFUSED, problem));
    }

    private static String text(Rule rule) {
        return Stream.concat(
                        rule.filters().stream()
                                .filter(filter -> !(filter instanceof RouteFilter.SpringFilter))
                                .map(RuleText::of),
                        Stream.of(RuleText.of(rule.action())))
                .collect(Collectors.joining(" -> "));
    }
}
