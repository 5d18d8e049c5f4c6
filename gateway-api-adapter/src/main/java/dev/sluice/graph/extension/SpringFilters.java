package dev.sluice.graph.extension;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every SpringFilter, judged; follows extensionRefs to them. Source: LocalObjectReference. */
public final class SpringFilters {

    private final Map<ObjectName, SpringFilter> resources;
    private final Map<ObjectName, SpringFilterNode> byName;

    private SpringFilters(Map<ObjectName, SpringFilter> resources, Map<ObjectName, SpringFilterNode> byName) {
        this.resources = resources;
        this.byName = byName;
    }

    /**
     * Judges all of them.
     *
     * @param byName asked for those that are referred to, so that it is known on which of them a verdict rests
     * @param before what the same factories were asked for the last time: a verdict holds while its object stays equal
     */
    public static SpringFilters of(
            Collection<SpringFilter> resources,
            Map<ObjectName, SpringFilter> byName,
            FilterFactories factories,
            List<SpringFilterNode> before) {
        var known = before.stream().collect(toMap(SpringFilterNode::resource, Function.identity()));
        var nodes = new LinkedHashMap<ObjectName, SpringFilterNode>();
        for (SpringFilter resource : resources) {
            var node = known.get(resource);
            nodes.put(resource.name(), node == null ? SpringFilterNode.judge(resource, factories) : node);
        }
        return new SpringFilters(byName, nodes);
    }

    /** All of them, in the order in which they were given. */
    public List<SpringFilterNode> nodes() {
        return List.copyOf(byName.values());
    }

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

        /**
         * To a SpringFilter that cannot be used.
         *
         * @param cause names its field, what is wrong and the remedy
         */
        record Unusable(ObjectName name, String cause) implements Outcome {}
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
        var node = resources.get(name) == null ? null : byName.get(name);
        return node == null
                ? new Outcome.NotThere(name)
                : node.fault()
                        .<Outcome>map(cause -> new Outcome.Unusable(name, cause))
                        .orElseGet(() -> new Outcome.Found(call(node.resource())));
    }

    private static SpringFilterCall call(SpringFilter filter) {
        return new SpringFilterCall("SpringFilter " + filter.name(), filter.factory(), filter.args());
    }
}
