package dev.sluice.autoconfigure;

import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.access.TokenCounters;
import dev.sluice.filter.builtin.BuiltInFilters;
import dev.sluice.filter.builtin.FilterSurroundings;
import dev.sluice.filter.circuit.Circuits;
import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.session.Seal;
import dev.sluice.session.SessionSeal;
import dev.sluice.source.ResourceSource;
import dev.sluice.upstream.AddressGuard;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/** The filters that the gateway brings. Those whose library is not there are left out. */
@AutoConfiguration(before = DataPlaneAutoConfiguration.class, after = SourceAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
@EnableConfigurationProperties(SluiceProperties.class)
public final class FilterAutoConfiguration {

    @Bean
    Circuits sluiceCircuits() {
        return new Circuits();
    }

    @Bean
    TokenCounters sluiceTokenCounters() {
        return new TokenCounters();
    }

    @Bean
    FilterCatalogue sluiceFilterCatalogue(
            SluiceProperties properties,
            ObjectProvider<AddressGuard> guard,
            Circuits circuits,
            TokenCounters tokens,
            SessionSeal sessions,
            ObjectProvider<RateLimitStore> limits,
            ResourceLoader application) {
        var surroundings = new FilterSurroundings(
                properties.listen().forwarded(),
                guard.getIfAvailable(() -> AddressGuard.NONE),
                circuits,
                tokens,
                new Seal(sessions.keys()),
                (int) properties.listen().maxHeaders().toBytes(),
                limits.getIfAvailable());
        return BuiltInFilters.catalogue(surroundings, Objects.requireNonNull(application.getClassLoader()));
    }
}
