package dev.sluice.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.kubernetes.commons.KubernetesCommonsAutoConfiguration;
import org.springframework.cloud.kubernetes.fabric8.Fabric8AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

final class ClusterClientConfigurationTest {

    private static final String ENABLED = "sluice.kubernetes.enabled=true";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(KubernetesCommonsAutoConfiguration.class, Fabric8AutoConfiguration.class))
            .withUserConfiguration(SluiceClient.class, ClusterClientConfiguration.class)
            .withPropertyValues("spring.main.cloud-platform=kubernetes");

    @Test
    void springCloudKubernetesTakesSluicesClient() {
        application
                .withPropertyValues(ENABLED)
                .run(context -> assertThat(
                                context.getBeansOfType(KubernetesClient.class).values())
                        .containsOnly((KubernetesClient) context.getBean("sluiceKubernetesClient")));
    }

    @Test
    void withoutTheClusterItGivesNone() {
        application.run(context -> assertThat(context).doesNotHaveBean(ClusterClientConfiguration.class));
    }

    /** As the adapter has it: nobody takes it who does not name it. */
    @Configuration(proxyBeanMethods = false)
    static class SluiceClient {

        @Bean(defaultCandidate = false)
        KubernetesClient sluiceKubernetesClient() {
            Config nowhere = new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("https://127.0.0.1:1/")
                    .build();
            return new KubernetesClientBuilder().withConfig(nowhere).build();
        }
    }
}
