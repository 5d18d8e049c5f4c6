package dev.sluice.filter.builtin;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.graph.extension.FilterFactories;
import java.util.Map;
import java.util.Optional;

/**
 * The filters that the gateway brings, then others. Of two with the same name it is the gateway's.
 *
 * @param others the application's
 */
public record BuiltInFirst(FilterCatalogue builtIn, FilterFactories others) implements FilterFactories {

    @Override
    public boolean isBuiltIn(String factory) {
        return builtIn.names().contains(factory);
    }

    @Override
    public Optional<String> unusableReference(BuiltInCall call) {
        return builtIn.unusable(call);
    }

    @Override
    public Optional<Fault> fault(String factory, Map<String, String> args) {
        if (!isBuiltIn(factory)) {
            return others.fault(factory, args);
        }
        Optional<Fault> missing = builtIn.missing(factory).map(Fault.LibraryMissing::new);
        return missing.or(() -> builtIn.refusal(factory, args).map(Fault.InvalidArguments::new))
                .or(() -> builtIn.missing(factory, args).map(Fault.LibraryMissing::new));
    }
}
