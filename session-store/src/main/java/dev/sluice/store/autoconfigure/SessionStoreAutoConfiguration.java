package dev.sluice.store.autoconfigure;

import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.store.SessionControl;
import dev.sluice.store.SpringSessionLedger;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The session store, if it is asked for. */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnProperty(name = "sluice.sessions.store", havingValue = "redis")
@EnableConfigurationProperties(SessionStoreProperties.class)
public final class SessionStoreAutoConfiguration {

    /** Also where Boot's own is excluded, as in the gateway, which then has no Redis unless it is asked for. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
    @Import(DataRedisAutoConfiguration.class)
    static class RedisOfTheApplication {}

    @Bean(initMethod = "start", destroyMethod = "close")
    SpringSessionLedger sluiceSessionLedger(
            ObjectProvider<LettuceConnectionFactory> redis, SessionStoreProperties properties) {
        LettuceConnectionFactory application = redis.getIfUnique();
        if (application == null) {
            throw new IllegalStateException("sluice.sessions.store is redis, and there is no single"
                    + " LettuceConnectionFactory (expected: spring-boot-starter-data-redis and spring.data.redis.*,"
                    + " or a @Primary bean)");
        }
        return new SpringSessionLedger(application, properties.namespace(), properties.settings());
    }

    @Bean
    RateLimitStore sluiceRateLimitStore(SpringSessionLedger ledger) {
        return ledger.rateLimits();
    }

    @Bean
    MeterBinder sluiceSessionStoreMetrics(SpringSessionLedger ledger) {
        return ledger.metrics();
    }

    /** Its name in the report, {@code sluiceSessions}, is that of the bean. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("sluicesessions")
    SessionStoreHealth sluiceSessionsHealthIndicator(SpringSessionLedger ledger) {
        return new SessionStoreHealth(ledger);
    }

    @Bean
    @ConditionalOnAvailableEndpoint(SessionsEndpoint.class)
    SessionsEndpoint sluiceSessionsEndpoint(SessionControl control) {
        return new SessionsEndpoint(control);
    }
}
