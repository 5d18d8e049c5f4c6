package dev.sluice.resource;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route wants to be attached to. Source: ParentReference.
 *
 * @param namespace null: the route's own
 * @param sectionName null: every section of the parent
 * @param port null: every port of the parent
 */
public record ParentRef(
        String group,
        String kind,
        @Nullable String namespace,
        String name,
        @Nullable String sectionName,
        @Nullable Integer port) {

    /** Of a Service, the core group as it is written and as it is miswritten. */
    private static final Set<String> CORE = Set.of("", "core");

    /** Whether it names a Service, there or not. */
    public boolean namesService() {
        return CORE.contains(group) && kind.equals(Kinds.SERVICE.word());
    }

    /**
     * Namespace and name of what is meant.
     *
     * @param own namespace of the route
     */
    public ObjectName nameFrom(String own) {
        return new ObjectName(namespace == null ? own : namespace, name);
    }
}
