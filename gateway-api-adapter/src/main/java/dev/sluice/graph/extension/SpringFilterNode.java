package dev.sluice.graph.extension;

import dev.sluice.condition.Condition;
import dev.sluice.condition.SpringFilterConditions;
import dev.sluice.resource.SpringFilter;
import java.util.List;
import java.util.Optional;

/**
 * A SpringFilter, judged.
 *
 * @param conditions Accepted and ResolvedRefs
 */
public record SpringFilterNode(SpringFilter resource, List<Condition> conditions) {

    public SpringFilterNode {
        conditions = List.copyOf(conditions);
    }

    static SpringFilterNode judge(SpringFilter resource, FilterFactories factories) {
        return new SpringFilterNode(
                resource,
                factories
                        .fault(resource.factory(), resource.args())
                        .map(fault -> conditions(resource.factory(), fault))
                        .orElseGet(() ->
                                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryFound())));
    }

    private static List<Condition> conditions(String factory, FilterFactories.Fault fault) {
        return switch (fault) {
            case FilterFactories.Fault.Unknown _ ->
                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryNotFound(factory));
            case FilterFactories.Fault.NotAllowed _ ->
                List.of(SpringFilterConditions.notAllowed(factory), SpringFilterConditions.factoryFound());
            case FilterFactories.Fault.NotChecked _ ->
                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryNotChecked(factory));
            case FilterFactories.Fault.InvalidArguments(String cause) ->
                List.of(SpringFilterConditions.invalidArguments(cause), SpringFilterConditions.factoryFound());
        };
    }

    /** Why nothing can use it; empty where it can be used. */
    Optional<String> fault() {
        return conditions.stream().filter(Condition::isBroken).findFirst().map(Condition::message);
    }
}
