package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toSet;

import dev.sluice.resource.ArgumentReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which Secrets are read one by one: those that arguments of SpringFilters refer to. Of others, only certificates. */
final class SecretsInNeed {

    private SecretsInNeed() {}

    /** Whether a change of this kind may change which are needed. */
    static boolean dependsOn(WatchedKind kind) {
        return Kinds.SPRING_FILTER.equals(kind.read());
    }

    /**
     * Their names.
     *
     * @param namespaces those that may be read; empty: all
     */
    static Set<ObjectName> names(Stream<SpringFilter> filters, List<String> namespaces) {
        return filters.flatMap(filter -> filter.references().stream())
                .filter(reference -> reference.kind().equals(Kinds.SECRET))
                .map(ArgumentReference::name)
                .filter(name -> namespaces.isEmpty() || namespaces.contains(name.namespace()))
                .collect(toSet());
    }
}
