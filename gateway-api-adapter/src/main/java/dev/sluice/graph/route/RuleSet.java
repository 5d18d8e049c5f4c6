package dev.sluice.graph.route;

import static java.util.stream.Collectors.toCollection;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.Condition;
import dev.sluice.condition.RouteConditions;
import dev.sluice.condition.RuleFault;
import dev.sluice.graph.backend.BackendVerdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of a route, as they are served at one place.
 *
 * @param readable whether it is known what they refer to
 */
record RuleSet(List<RuleNode> rules, boolean readable) {

    RuleSet {
        rules = List.copyOf(rules);
    }

    /** Condition Accepted of a route of which no rule can be served; empty where one can. */
    Optional<Condition> noneServed() {
        var dropped = dropped(this).toList();
        return !dropped.isEmpty() && dropped.size() == rules.size()
                ? Optional.of(RouteConditions.noRuleServed(dropped.getFirst()))
                : Optional.empty();
    }

    /**
     * ResolvedRefs, and PartiallyInvalid where it applies.
     *
     * @param sets those of all places of one parent, at least one; they differ only in backends
     */
    static List<Condition> references(List<RuleSet> sets) {
        if (!sets.getFirst().readable()) {
            return List.of();
        }
        var references = new ArrayList<Condition>();
        references.add(resolvedRefs(ofAll(sets.stream().map(RuleSet::unresolved).toList())));
        var faults = ofAll(sets.stream()
                .map(set -> Stream.concat(dropped(set), ofShares(set)).toList())
                .toList());
        if (!faults.isEmpty() && sets.getFirst().noneServed().isEmpty()) {
            references.add(RouteConditions.partiallyInvalid(faults.getFirst(), faults.size() - 1));
        }
        return references;
    }

    /** ResolvedRefs of a route with these references that lead nowhere. */
    static Condition resolvedRefs(List<BackendFault> faults) {
        return faults.isEmpty()
                ? RouteConditions.resolvedRefs()
                : RouteConditions.unresolvedRefs(faults.getFirst(), faults.size() - 1);
    }

    /** What several sets have in common counts once. */
    private static <T> List<T> ofAll(List<List<T>> found) {
        return found.size() == 1
                ? found.getFirst()
                : List.copyOf(found.stream().flatMap(List::stream).collect(toCollection(LinkedHashSet::new)));
    }

    private static Stream<RuleFault> dropped(RuleSet set) {
        return set.rules().stream()
                .flatMap(rule -> rule.verdict() instanceof RuleNode.Verdict.Dropped(var fault)
                        ? Stream.of(fault)
                        : Stream.empty());
    }

    private static Stream<RuleFault> ofShares(RuleSet set) {
        return set.rules().stream()
                .filter(rule -> rule.verdict() instanceof RuleNode.Verdict.Usable)
                .flatMap(rule -> rule.backends().stream())
                .flatMap(share -> Stream.ofNullable(share.fault()));
    }

    private List<BackendFault> unresolved() {
        return rules.stream().flatMap(RuleSet::unresolved).toList();
    }

    private static Stream<BackendFault> unresolved(RuleNode rule) {
        var backends = Stream.concat(
                        rule.backends().stream().map(RuleNode.BackendShare::backend), rule.named().stream())
                .flatMap(verdict ->
                        verdict instanceof BackendVerdict.Unresolved(var fault) ? Stream.of(fault) : Stream.empty());
        return Stream.concat(rule.extensions().stream(), backends);
    }
}
