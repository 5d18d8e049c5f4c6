package dev.sluice.app.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** This application has no other use for a client, so Spring Cloud Kubernetes takes Sluice's and makes none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("sluice.kubernetes.enabled")
class ClusterClientConfiguration {

    /** Closed where it is made. */
    @Bean(destroyMethod = "")
    KubernetesClient kubernetesClient(@Qualifier("sluiceKubernetesClient") KubernetesClient sluice) {
        return sluice;
    }
}
