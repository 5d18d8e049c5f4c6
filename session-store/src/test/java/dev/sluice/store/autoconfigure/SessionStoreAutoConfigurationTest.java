package dev.sluice.store.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.session.SessionLedger;
import dev.sluice.store.SessionControl;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

/** What the module does to the application it is added to. Redis is absent throughout: nothing may need it. */
final class SessionStoreAutoConfigurationTest {

    private static final String REDIS = "sluice.sessions.store=redis";

    /** An application without Redis of its own. */
    private final ReactiveWebApplicationContextRunner application = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HttpHandlerAutoConfiguration.class,
                    WebFluxAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    SessionAutoConfiguration.class,
                    SessionStoreAutoConfiguration.class))
            .withPropertyValues("spring.data.redis.port=1");

    private static WebSessionStore webSessions(ApplicationContext context) {
        return ((DefaultWebSessionManager) context.getBean(WebSessionManager.class)).getSessionStore();
    }

    @Nested
    class AnApplication {

        @Test
        void getsNothingByDefault() {
            application.run(context -> assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(SessionLedger.class)
                    .doesNotHaveBean(SessionControl.class)
                    .doesNotHaveBean(RateLimitStore.class)
                    .doesNotHaveBean(LettuceConnectionFactory.class));
        }

        @Test
        void getsTheStoreThatItAsksFor() {
            application.withPropertyValues(REDIS).run(context -> {
                assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SessionLedger.class)
                        .hasSingleBean(SessionControl.class)
                        .hasSingleBean(RateLimitStore.class)
                        .hasSingleBean(SessionStoreHealth.class)
                        .hasBean("sluiceSessionStoreMetrics");
                assertThat(context.getBean(SessionLedger.class).remembers()).isFalse();
                assertThat(context.getBean("sluiceSessionStoreMetrics")).isInstanceOf(MeterBinder.class);
            });
        }

        @Test
        void keepsItsWebSessionInMemory() {
            application.withPropertyValues(REDIS).run(context -> {
                assertThat(context).doesNotHaveBean(ReactiveSessionRepository.class);
                assertThat(webSessions(context)).isInstanceOf(InMemoryWebSessionStore.class);
            });
        }

        @Test
        void keepsItsWebSessionInARedisOfItsOwn() {
            var withRedis = application.withConfiguration(AutoConfigurations.of(
                    DataRedisAutoConfiguration.class,
                    DataRedisReactiveAutoConfiguration.class,
                    SessionDataRedisAutoConfiguration.class));

            withRedis.run(before -> withRedis
                    .withPropertyValues(REDIS)
                    .run(after -> assertThat(after)
                            .hasNotFailed()
                            .hasSingleBean(SessionLedger.class)
                            .hasSingleBean(ReactiveSessionRepository.class)
                            .hasSingleBean(ReactiveRedisConnectionFactory.class)
                            .getBean(WebSessionManager.class)
                            .extracting(it -> ((DefaultWebSessionManager) it)
                                    .getSessionStore()
                                    .getClass())
                            .isEqualTo(webSessions(before).getClass())));
        }

        @Test
        void isToldWhatIsMissingForRedis() {
            application
                    .withPropertyValues(REDIS)
                    .withClassLoader(new FilteredClassLoader(DataRedisAutoConfiguration.class))
                    .run(context -> assertThat(context)
                            .hasFailed()
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("spring-boot-starter-data-redis"));
        }

        @Test
        void usesTheConnectionSettingsOfItsOwnBean() {
            application
                    .withPropertyValues(REDIS)
                    .withBean(LettuceConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1))
                    .run(context -> assertThat(context).hasNotFailed().hasSingleBean(LettuceConnectionFactory.class));
        }
    }

    @Nested
    class AProperty {

        @Test
        void outOfRangeEndsTheStartWithItsName() {
            application
                    .withPropertyValues(REDIS, "sluice.sessions.timeout=0s")
                    .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("timeout"));
        }
    }
}
