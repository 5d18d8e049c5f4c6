package dev.sluice.graph.extension;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.Map;
import java.util.Set;

/**
 * Follows extensionRefs to Spring Cloud Gateway's filters. Source: LocalObjectReference.
 *
 * @param byName every SpringFilter
 * @param factories names of the filter factories that a SpringFilter may name
 */
public record SpringFilters(Map<ObjectName, SpringFilter> byName, Set<String> factories) {

    /** Where an extensionRef leads. */
    public sealed interface Outcome {

        /** To a filter that can run. */
        record Found(SpringFilterCall call) implements Outcome {}

        /**
         * To a kind that is not ours.
         *
         * @param kind with its group, such as {@code Plugin.example.com}
         */
        record OtherKind(String kind) implements Outcome {}

        /** Nowhere: there is no such SpringFilter. */
        record NotThere(ObjectName name) implements Outcome {}

        /** To a SpringFilter whose factory this application does not have. */
        record NoFactory(ObjectName name, String factory) implements Outcome {}
    }

    /**
     * Follows one.
     *
     * @param namespace of the object that refers
     */
    public Outcome find(String namespace, HttpRouteFilter.ExtensionRef ref) {
        if (!ref.group().equals(SpringFilter.GROUP) || !ref.kind().equals("SpringFilter")) {
            return new Outcome.OtherKind(ref.kind() + "." + ref.group());
        }
        var name = new ObjectName(namespace, ref.name());
        var springFilter = byName.get(name);
        if (springFilter == null) {
            return new Outcome.NotThere(name);
        }
        return factories.contains(springFilter.factory())
                ? new Outcome.Found(
                        new SpringFilterCall("SpringFilter " + name, springFilter.factory(), springFilter.args()))
                : new Outcome.NoFactory(name, springFilter.factory());
    }
}
