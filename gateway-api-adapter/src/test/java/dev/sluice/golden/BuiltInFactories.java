package dev.sluice.golden;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.AllFilters;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.graph.extension.FilterFactories;
import java.util.Map;
import java.util.Optional;

/**
 * The filters that the gateway brings, and those of an application.
 *
 * @param others the application's
 */
record BuiltInFactories(FilterFactories others) implements FilterFactories {

    private static final FilterCatalogue CATALOGUE = AllFilters.catalogue();

    @Override
    public boolean isBuiltIn(String factory) {
        return CATALOGUE.names().contains(factory);
    }

    @Override
    public Optional<String> unusableReference(BuiltInCall call) {
        return CATALOGUE.unusable(call);
    }

    @Override
    public Optional<Fault> fault(String factory, Map<String, String> args) {
        return isBuiltIn(factory)
                ? CATALOGUE.refusal(factory, args).map(Fault.InvalidArguments::new)
                : others.fault(factory, args);
    }
}
