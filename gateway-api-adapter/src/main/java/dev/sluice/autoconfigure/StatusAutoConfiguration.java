package dev.sluice.autoconfigure;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.observe.StatusMetrics;
import dev.sluice.status.write.KubernetesStatusSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** In a cluster, the API server is where status goes. */
@AutoConfiguration(
        afterName = "dev.sluice.autoconfigure.KubernetesAutoConfiguration",
        before = SourceAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnClass(KubernetesClient.class)
@ConditionalOnBean(
        value = {StoredObjects.class, Leadership.class},
        name = KubernetesAutoConfiguration.CLIENT)
@EnableConfigurationProperties({KubernetesProperties.class, SluiceProperties.class})
public final class StatusAutoConfiguration {

    @Bean(initMethod = "start")
    KubernetesStatusSink sluiceKubernetesStatusSink(
            StoredObjects stored,
            Leadership leadership,
            @Qualifier(KubernetesAutoConfiguration.CLIENT) KubernetesClient client,
            SluiceProperties properties,
            KubernetesProperties kubernetes) {
        return new KubernetesStatusSink(
                stored,
                leadership,
                client,
                properties.controllerName(),
                kubernetes.namespaces(),
                InstantSource.system());
    }

    @Bean
    StatusMetrics sluiceStatusMetrics(KubernetesStatusSink sink) {
        return new StatusMetrics(sink.counters());
    }
}
