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
import org.jspecify.annotations.Nullable;

/** The filters that the gateway brings. This is the only list of them. */
public final class BuiltInFilters {

    private static final List<Row> ALL = List.of(
            new Row(null, _ -> new ApiKeyAuth()),
            new Row("org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder", _ -> new BasicAuth()),
            new Row(
                    "io.github.resilience4j.circuitbreaker.CircuitBreaker",
                    gateway -> new CircuitBreaking(gateway.circuits())),
            new Row(null, _ -> new Compression()),
            new Row(null, gateway -> new IpAccess(gateway.forwarded())),
            new Row(
                    "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder",
                    gateway -> new JwtAuth(gateway.guard())),
            new Row(
                    "org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator",
                    gateway ->
                            new OidcLogin(gateway.seal(), gateway.forwarded(), gateway.guard(), gateway.maxHeaders())),
            new Row("io.github.bucket4j.Bucket", gateway -> new RateLimit(gateway.forwarded())),
            new Row(null, _ -> new RequestSize()));

    private BuiltInFilters() {}

    /**
     * A filter.
     *
     * @param library a class of the library that it needs, which an application may lack; null: it needs none
     */
    private record Row(@Nullable String library, Function<FilterSurroundings, FilterKind<?>> maker) {

        boolean isUsable(ClassLoader application) {
            if (library == null) {
                return true;
            }
            try {
                Class.forName(library, false, application);
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
