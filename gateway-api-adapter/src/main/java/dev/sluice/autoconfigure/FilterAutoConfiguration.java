package dev.sluice.autoconfigure;

import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.access.ApiKeyAuth;
import dev.sluice.filter.access.BasicAuth;
import dev.sluice.filter.access.IpAccess;
import dev.sluice.filter.access.JwtAuth;
import dev.sluice.filter.traffic.Compression;
import dev.sluice.filter.traffic.RateLimit;
import dev.sluice.filter.traffic.RequestSize;
import dev.sluice.source.ResourceSource;
import dev.sluice.upstream.AddressGuard;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The filters that the gateway brings: one bean for each. Those whose library is not there are left out. */
@AutoConfiguration(before = DataPlaneAutoConfiguration.class, after = SourceAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
@EnableConfigurationProperties(SluiceProperties.class)
public final class FilterAutoConfiguration {

    @Bean
    FilterCatalogue sluiceFilterCatalogue(ObjectProvider<FilterKind<?>> kinds) {
        return new FilterCatalogue(kinds.orderedStream().toList());
    }

    @Bean
    ApiKeyAuth sluiceApiKeyAuth() {
        return new ApiKeyAuth();
    }

    @Bean
    @ConditionalOnClass(name = "org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder")
    BasicAuth sluiceBasicAuth() {
        return new BasicAuth();
    }

    @Bean
    @ConditionalOnClass(name = "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder")
    JwtAuth sluiceJwtAuth(ObjectProvider<AddressGuard> guard) {
        return new JwtAuth(guard.getIfAvailable(() -> AddressGuard.NONE));
    }

    @Bean
    IpAccess sluiceIpAccess(SluiceProperties properties) {
        return new IpAccess(properties.listen().forwarded());
    }

    @Bean
    @ConditionalOnClass(name = "io.github.bucket4j.Bucket")
    RateLimit sluiceRateLimit(SluiceProperties properties) {
        return new RateLimit(properties.listen().forwarded());
    }

    @Bean
    Compression sluiceCompression() {
        return new Compression();
    }

    @Bean
    RequestSize sluiceRequestSize() {
        return new RequestSize();
    }
}
