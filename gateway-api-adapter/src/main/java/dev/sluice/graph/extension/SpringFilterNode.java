package dev.sluice.graph.extension;

import dev.sluice.condition.Condition;
import dev.sluice.condition.SpringFilterConditions;
import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.resource.SpringFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SpringFilter, judged.
 *
 * @param filter what runs where nothing is broken
 * @param conditions Accepted and ResolvedRefs
 */
public record SpringFilterNode(SpringFilter resource, RouteFilter filter, List<Condition> conditions) {

    public SpringFilterNode {
        conditions = List.copyOf(conditions);
    }

    static SpringFilterNode judge(SpringFilter resource, FilterFactories factories, ArgumentObjects objects) {
        var fault = factories.fault(resource.factory(), resource.args());
        if (fault.isEmpty() && factories.isBuiltIn(resource.factory())) {
            return builtIn(resource, factories, objects);
        }
        return new SpringFilterNode(
                resource,
                new RouteFilter.SpringFilter(
                        new SpringFilterCall(source(resource), resource.factory(), resource.args())),
                fault.map(it -> conditions(resource.factory(), it))
                        .orElseGet(() ->
                                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryFound())));
    }

    private static SpringFilterNode builtIn(SpringFilter resource, FilterFactories factories, ArgumentObjects objects) {
        return switch (objects.of(resource)) {
            case ArgumentObjects.Outcome.Broken(var resolvedRefs) ->
                builtIn(call(resource, Map.of()), resource, resolvedRefs);
            case ArgumentObjects.Outcome.Found(var referred) -> {
                var call = call(resource, referred);
                yield builtIn(
                        call,
                        resource,
                        factories
                                .unusableReference(call)
                                .map(SpringFilterConditions::objectNotUsable)
                                .orElseGet(SpringFilterConditions::factoryFound));
            }
        };
    }

    private static SpringFilterNode builtIn(BuiltInCall call, SpringFilter resource, Condition resolvedRefs) {
        return new SpringFilterNode(
                resource, new RouteFilter.BuiltIn(call), List.of(SpringFilterConditions.accepted(), resolvedRefs));
    }

    private static BuiltInCall call(SpringFilter resource, Map<String, ReferredObject> referred) {
        return new BuiltInCall(source(resource), resource.factory(), resource.args(), referred);
    }

    private static String source(SpringFilter resource) {
        return "SpringFilter " + resource.name();
    }

    private static List<Condition> conditions(String factory, FilterFactories.Fault fault) {
        return switch (fault) {
            case FilterFactories.Fault.Unknown _ ->
                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryNotFound(factory));
            case FilterFactories.Fault.LibraryMissing(String dependencies) ->
                List.of(
                        SpringFilterConditions.accepted(),
                        SpringFilterConditions.libraryMissing(factory, dependencies));
            case FilterFactories.Fault.NotAllowed _ ->
                List.of(SpringFilterConditions.notAllowed(factory), SpringFilterConditions.factoryFound());
            case FilterFactories.Fault.NotChecked _ ->
                List.of(SpringFilterConditions.accepted(), SpringFilterConditions.factoryNotChecked(factory));
            case FilterFactories.Fault.InvalidArguments(String cause) ->
                List.of(SpringFilterConditions.invalidArguments(cause), SpringFilterConditions.factoryFound());
        };
    }

    /**
     * Why pods that cannot read all Secrets and ConfigMaps cannot use it; empty where they can. What an application's
     * own factory makes of its arguments is not known.
     *
     * @param confined the only namespace whose they can read; null: they can read all
     */
    Optional<String> outOfReach(@Nullable String confined) {
        return confined == null || !(filter instanceof RouteFilter.BuiltIn)
                ? Optional.empty()
                : resource.references().stream()
                        .filter(reference -> !reference.name().namespace().equals(confined))
                        .findFirst()
                        .map(reference -> SpringFilterConditions.outOfReach(
                                reference.path(), reference.kind().word() + " " + reference.name(), confined));
    }

    /** Why nothing can use it; empty where it can be used. */
    Optional<String> fault() {
        return conditions.stream().filter(Condition::isBroken).findFirst().map(Condition::message);
    }
}
