package dev.sluice.autoconfigure;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.builtin.BuiltInFirst;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.route.SpringFilters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filters that the gateway brings and the application's filter factories, as far as resources may name them. */
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
    private final FilterFactories all;
    private final Set<String> allowed;

    private AllowedFactories(FilterCatalogue builtIn, SpringFilters factories, List<String> allowed) {
        this.factories = factories;
        this.all = new BuiltInFirst(builtIn, this::springFault);
        this.allowed = Set.copyOf(allowed);
    }

    /** On a machine, who writes the folder may use all of them. */
    static FilterFactories onMachine(FilterCatalogue builtIn, SpringFilters factories, @Nullable List<String> allowed) {
        return new AllowedFactories(builtIn, factories, allowed == null ? List.of(ALL) : allowed);
    }

    /** In a cluster, any namespace may hold SpringFilters. */
    static FilterFactories inCluster(FilterCatalogue builtIn, SpringFilters factories, @Nullable List<String> allowed) {
        return new AllowedFactories(builtIn, factories, allowed == null ? safe(builtIn) : allowed);
    }

    /** The gateway's own ones do nothing to others than the routes that name them. */
    private static List<String> safe(FilterCatalogue builtIn) {
        return Stream.concat(SAFE.stream(), builtIn.names().stream()).toList();
    }

    @Override
    public boolean isBuiltIn(String factory) {
        return all.isBuiltIn(factory);
    }

    @Override
    public Optional<String> unusableReference(BuiltInCall call) {
        return all.unusableReference(call);
    }

    @Override
    public Optional<Fault> fault(String factory, Map<String, String> args) {
        boolean isKnown = isBuiltIn(factory) || factories.factoryNames().contains(factory);
        return isKnown && !allowed.contains(factory) && !allowed.contains(ALL)
                ? Optional.of(new Fault.NotAllowed())
                : all.fault(factory, args);
    }

    /** Values of a factory that is not allowed are not even read: some of them name classes. */
    private Optional<Fault> springFault(String factory, Map<String, String> args) {
        return factories.factoryNames().contains(factory)
                ? factories.refusal(factory, args).map(Fault.InvalidArguments::new)
                : Optional.of(new Fault.Unknown());
    }
}
