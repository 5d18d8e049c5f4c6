package dev.sluice.autoconfigure;

import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.route.SpringFilters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The application's filter factories, as far as resources may name them. */
final class AllowedFactories implements FilterFactories {

    private static final String ALL = "*";

    /**
     * Those that change heads or answer by themselves, at a cost that the size of a head bounds. Not those that gather
     * bodies, keep answers, match by java.util.regex, take beans or send requests to where their arguments say: in a
     * cluster, the arguments are any tenant's.
     */
    private static final List<String> SAFE = List.of(
            "AddRequestHeader",
            "AddRequestHeadersIfNotPresent",
            "AddRequestParameter",
            "AddResponseHeader",
            "DedupeResponseHeader",
            "MapRequestHeader",
            "PrefixPath",
            "PreserveHostHeader",
            "RedirectTo",
            "RemoveRequestHeader",
            "RemoveRequestParameter",
            "RemoveResponseHeader",
            "RequestHeaderSize",
            "RequestSize",
            "SecureHeaders",
            "SetRequestHeader",
            "SetRequestHostHeader",
            "SetResponseHeader",
            "SetStatus",
            "StripPrefix");

    private final SpringFilters factories;
    private final Set<String> allowed;

    private AllowedFactories(SpringFilters factories, List<String> allowed) {
        this.factories = factories;
        this.allowed = Set.copyOf(allowed);
    }

    /** On a machine, who writes the folder may use all of them. */
    static FilterFactories onMachine(SpringFilters factories, @Nullable List<String> allowed) {
        return new AllowedFactories(factories, allowed == null ? List.of(ALL) : allowed);
    }

    /** In a cluster, any namespace may hold SpringFilters. */
    static FilterFactories inCluster(SpringFilters factories, @Nullable List<String> allowed) {
        return new AllowedFactories(factories, allowed == null ? SAFE : allowed);
    }

    @Override
    public Optional<Fault> fault(String factory, Map<String, String> args) {
        if (!factories.factoryNames().contains(factory)) {
            return Optional.of(new Fault.Unknown());
        }
        if (!allowed.contains(factory) && !allowed.contains(ALL)) {
            return Optional.of(new Fault.NotAllowed());
        }
        return factories.refusal(factory, args).map(Fault.InvalidArguments::new);
    }
}
