package dev.sluice.app.inspect;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.access.AccessFilters;
import dev.sluice.filter.traffic.TrafficFilters;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The filters that the gateway brings are judged without an application; those of one are not. */
final class KnownFactories implements FilterFactories {

    /** They judge arguments, and see no request. */
    private final FilterCatalogue builtIn = new FilterCatalogue(kinds());

    static List<FilterKind<?>> kinds() {
        var forwarded = new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR);
        return Stream.of(AccessFilters.all(forwarded), TrafficFilters.all(forwarded))
                .<FilterKind<?>>flatMap(List::stream)
                .toList();
    }

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
        return isBuiltIn(factory)
                ? builtIn.refusal(factory, args).map(Fault.InvalidArguments::new)
                : Optional.of(new Fault.NotChecked());
    }
}
