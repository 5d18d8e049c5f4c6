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
import java.util.List;
import java.util.function.Function;

/** The filters that the gateway brings. This is the only list of them. */
public final class BuiltInFilters {

    private static final List<Row> ALL = List.of(
            new Row(_ -> new ApiKeyAuth()),
            new Row(_ -> new BasicAuth(), "org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder"),
            new Row(
                    gateway -> new CircuitBreaking(gateway.circuits()),
                    "io.github.resilience4j.circuitbreaker.CircuitBreaker"),
            new Row(_ -> new Compression()),
            new Row(gateway -> new IpAccess(gateway.forwarded())),
            new Row(
                    gateway -> new JwtAuth(gateway.guard()),
                    "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder",
                    "com.github.benmanes.caffeine.cache.Caffeine"),
            new Row(
                    gateway ->
                            new OidcLogin(gateway.seal(), gateway.forwarded(), gateway.guard(), gateway.maxHeaders()),
                    "org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator"),
            new Row(gateway -> new RateLimit(gateway.forwarded(), gateway.limits()), "io.github.bucket4j.Bucket"),
            new Row(_ -> new RequestSize()));

    private BuiltInFilters() {}

    /**
     * A filter.
     *
     * @param libraries a class of each library that it needs, which an application may lack
     */
    private record Row(Function<FilterSurroundings, FilterKind<?>> maker, List<String> libraries) {

        Row(Function<FilterSurroundings, FilterKind<?>> maker, String... libraries) {
            this(maker, List.of(libraries));
        }

        boolean isUsable(ClassLoader application) {
            return libraries.stream().allMatch(library -> has(application, library));
        }

        private static boolean has(ClassLoader application, String type) {
            try {
                Class.forName(type, false, application);
                return true;
            } catch (ClassNotFoundException absent) {
                return false;
            }
        }
    }

    /** A catalogue of those whose libraries the application has. */
    public static FilterCatalogue catalogue(FilterSurroundings gateway, ClassLoader application) {
        List<FilterKind<?>> kinds = ALL.stream()
                .filter(row -> row.isUsable(application))
                .<FilterKind<?>>map(row -> row.maker.apply(gateway))
                .toList();
        return new FilterCatalogue(kinds);
    }

    /** A catalogue of all of them that judges arguments and sees no request. */
    public static FilterCatalogue ofJudging() {
        return catalogue(FilterSurroundings.ofJudging(), BuiltInFilters.class.getClassLoader());
    }
}
