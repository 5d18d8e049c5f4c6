package dev.sluice.filter.builtin;

import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.access.ApiKeyAuth;
import dev.sluice.filter.access.BasicAuth;
import dev.sluice.filter.access.IpAccess;
import dev.sluice.filter.access.JwtAuth;
import dev.sluice.filter.circuit.CircuitBreaking;
import dev.sluice.filter.login.OidcLogin;
import dev.sluice.filter.traffic.Compression;
import dev.sluice.filter.traffic.RateLimit;
import dev.sluice.filter.traffic.RequestSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The filters that the gateway brings. This is the only list of them. */
public final class BuiltInFilters {

    private static final List<Row> ALL = List.of(
            new Row("ApiKeyAuth", List.of(), _ -> new ApiKeyAuth()),
            new Row("BasicAuth", List.of(Library.PASSWORDS), _ -> new BasicAuth()),
            new Row("CircuitBreaking", List.of(Library.CIRCUITS), gateway -> new CircuitBreaking(gateway.circuits())),
            new Row("Compression", List.of(), _ -> new Compression()),
            new Row("IpAccess", List.of(), gateway -> new IpAccess(gateway.forwarded())),
            new Row(
                    "JwtAuth",
                    List.of(Library.TOKENS, Library.CACHE),
                    gateway -> new JwtAuth(gateway.guard(), gateway.tokens())),
            new Row(
                    "OidcLogin",
                    List.of(Library.TOKENS, Library.LOGIN),
                    gateway ->
                            new OidcLogin(gateway.seal(), gateway.forwarded(), gateway.guard(), gateway.maxHeaders())),
            new Row(
                    "RateLimit",
                    List.of(Library.BUCKETS),
                    gateway -> new RateLimit(gateway.forwarded(), gateway.limits())),
            new Row("RequestSize", List.of(), _ -> new RequestSize()));

    private BuiltInFilters() {}

    /**
     * A filter.
     *
     * @param name as the filter gives it, which is not loaded where a library is missing
     * @param libraries all that it needs and an application may lack
     */
    private record Row(String name, List<Library> libraries, Function<FilterSurroundings, FilterKind<?>> maker) {

        /** The dependencies to add; empty where there is all that it needs. */
        String missing(ClassLoader application) {
            return libraries.stream()
                    .filter(library -> !library.isIn(application))
                    .map(Library::dependency)
                    .collect(Collectors.joining(" and "));
        }
    }

    /** A catalogue of those whose libraries the application has. It knows what the others need. */
    public static FilterCatalogue catalogue(FilterSurroundings gateway, ClassLoader application) {
        List<FilterKind<?>> kinds = new ArrayList<>();
        Map<String, String> missing = new HashMap<>();
        for (Row row : ALL) {
            String dependencies = row.missing(application);
            if (dependencies.isEmpty()) {
                kinds.add(row.maker.apply(gateway));
            } else {
                missing.put(row.name, dependencies);
            }
        }
        return new FilterCatalogue(kinds, missing);
    }

    /** A catalogue of all of them that judges arguments and sees no request. */
    public static FilterCatalogue ofJudging() {
        return catalogue(FilterSurroundings.ofJudging(), BuiltInFilters.class.getClassLoader());
    }
}
