package dev.sluice.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Where an application names a source and cannot serve what is there, it says why. */
@AutoConfiguration
@Conditional(NotServedAutoConfiguration.OnSource.class)
public final class NotServedAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(NotServedAutoConfiguration.class);

    /** The application starts: Gateway API routes may be a small part of it. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(WithoutGateway.class)
    static class WithoutSpringCloudGateway {

        @Bean
        InitializingBean sluiceNotServed(Environment environment) {
            boolean on = environment.getProperty(ConditionalOnGateway.SWITCH, Boolean.class, true);
            return () -> LOG.warn(
                    "Gateway API routes are not served: {}",
                    on
                            ? "this is no WebFlux application; set spring.main.web-application-type to reactive, and remove"
                                    + " Spring MVC"
                            : ConditionalOnGateway.SWITCH + " is false; set it to true, or remove sluice.source.folders"
                                    + " and sluice.kubernetes.enabled");
        }
    }

    /** Ends the start: without the client, nothing would ever be served. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnGateway
    @ConditionalOnMissingClass("io.fabric8.kubernetes.client.KubernetesClient")
    @ConditionalOnBooleanProperty(KubernetesProperties.ENABLED)
    static class WithoutClient {

        @Bean
        InitializingBean sluiceWithoutClient() {
            throw new InvalidConfigurationPropertyValueException(
                    KubernetesProperties.ENABLED,
                    true,
                    "The client of the API server is not on the class path: add the dependency"
                            + " dev.sluice:gateway-api-adapter-kubernetes.");
        }
    }

    static final class WithoutGateway extends NoneNestedConditions {

        WithoutGateway() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnGateway
        static final class AGateway {}
    }

    static final class OnSource extends AnyNestedCondition {

        OnSource() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @Conditional(SourceAutoConfiguration.OnFolders.class)
        static final class Folders {}

        @ConditionalOnBooleanProperty(KubernetesProperties.ENABLED)
        static final class ACluster {}
    }
}
