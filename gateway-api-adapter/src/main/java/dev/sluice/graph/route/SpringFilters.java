package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.Map;
import java.util.Set;

/**
 * Follows extensionRefs to Spring Cloud Gateway's filters.
 *
 * @param byName every SpringFilter
 * @param factories names of the filter factories that a SpringFilter may name
 */
record SpringFilters(Map<ObjectName, SpringFilter> byName, Set<String> factories) {

    /** Where an extensionRef leads. */
    sealed interface Outcome {

        /** To a filter that can run. */
        record Found(SpringFilterCall call) implements Outcome {}

        /** Nowhere. */
        record Missing(RuleFault fault) implements Outcome {}
    }

    /**
     * Follows one.
     *
     * @param namespace of the route
     * @param label how the message names the rule or backendRef
     */
    Outcome find(String namespace, HttpRouteFilter.ExtensionRef ref, String label) {
        if (!ref.group().equals(SpringFilter.GROUP) || !ref.kind().equals("SpringFilter")) {
            return new Outcome.Missing(RuleFault.extensionKind(label, ref.kind() + "." + ref.group()));
        }
        var name = new ObjectName(namespace, ref.name());
        var springFilter = byName.get(name);
        if (springFilter == null) {
            return new Outcome.Missing(RuleFault.extensionNotFound(label, name.toString()));
        }
        return factories.contains(springFilter.factory())
                ? new Outcome.Found(
                        new SpringFilterCall("SpringFilter " + name, springFilter.factory(), springFilter.args()))
                : new Outcome.Missing(RuleFault.extensionFactory(label, name.toString(), springFilter.factory()));
    }
}
