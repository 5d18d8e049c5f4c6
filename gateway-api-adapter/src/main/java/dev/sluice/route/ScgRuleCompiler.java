package dev.sluice.route;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.Timeouts;
import dev.sluice.observe.RuleLabels;
import dev.sluice.program.ProgramCompiler;
import dev.sluice.table.RuleCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;

/**
 * Makes of each rule a Spring Cloud Gateway Route: the team's filters, the filters that the rule names by ExtensionRef,
 * and the rule's program as the last one. Filters of Spring's run before all others of the rule, whatever their place
 * in it. Called by the thread that applies configurations.
 */
public final class ScgRuleCompiler implements RuleCompiler<CompiledRule> {

    /** Reason of the condition for a filter that cannot be made. */
    private static final String FILTER_REFUSED = "InvalidFilter";

    private final ProgramCompiler programs;
    private final SpringFilters springFilters;
    private final TeamFilters teamFilters;

    public ScgRuleCompiler(ProgramCompiler programs, SpringFilters springFilters, TeamFilters teamFilters) {
        this.programs = programs;
        this.springFilters = springFilters;
        this.teamFilters = teamFilters;
    }

    @Override
    public CompiledRule compile(ListenerSocket socket, Listener listener, Route route, Rule rule) {
        String id = id(listener, route, rule);
        List<GatewayFilter> bound = new ArrayList<>();
        String problem = bind(rule, id, bound);
        if (problem != null) {
            bound.clear();
        }
        Rule runnable = problem == null ? rule : refusing(rule, problem);
        RuleLabels labels = RuleLabels.of(listener.id(), rule.id());
        var program = new ProgramFilter(programs.compile(runnable), text(runnable));
        List<GatewayFilter> own =
                Stream.concat(bound.stream(), Stream.of(program)).toList();
        return new CompiledRule(
                rule,
                labels,
                socket.id().port(),
                org.springframework.cloud.gateway.route.Route.async()
                        .id(id)
                        .uri(RouteUri.of(rule.id(), rule.action()))
                        .asyncPredicate(RulePredicate.of(id, listener, route, rule))
                        .replaceFilters(own)
                        .replaceMetadata(CompiledRule.metadata(labels, rule, problem))
                        .build(),
                FilterChain.of(teamFilters.around(bound, program)),
                teamFilters.runBefore(bound),
                problem);
    }

    private static String id(Listener listener, Route route, Rule rule) {
        return "%s/%s/%s/%d@%s"
                .formatted(
                        route.id().kind().toLowerCase(Locale.ROOT),
                        route.id().namespace(),
                        route.id().name(),
                        rule.id().index(),
                        listener.id());
    }

    /** Makes the filters that the rule names; what is wrong with the first that cannot be made, or null. */
    private @Nullable String bind(Rule rule, String id, List<GatewayFilter> bound) {
        for (int i = 0; i < rule.filters().size(); i++) {
            if (rule.filters().get(i) instanceof RouteFilter.SpringFilter filter) {
                switch (springFilters.bind(filter.call(), id)) {
                    case SpringFilterBinding.Bound it -> bound.add(it.filter());
                    case SpringFilterBinding.Refused it -> {
                        return "%s: spec.rules[%d].filters[%d]: %s: %s"
                                .formatted(
                                        rule.id().route(),
                                        rule.id().index(),
                                        i,
                                        filter.call().source(),
                                        it.message());
                    }
                }
            }
        }
        return null;
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
