package dev.sluice.autoconfigure;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.program.Sessions;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.keys.KeyFile;
import dev.sluice.session.keys.KeyRefresh;
import dev.sluice.session.keys.KeySecret;
import dev.sluice.source.ResourceSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** What seals the tokens of sessions, and what remembers them where something does. */
@AutoConfiguration(
        after = {SourceAutoConfiguration.class, KubernetesAutoConfiguration.class},
        before = DataPlaneAutoConfiguration.class)
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
@EnableConfigurationProperties(SluiceProperties.class)
public final class SessionAutoConfiguration {

    /** What seals everything that clients keep for us. */
    @Bean
    SessionSeal sluiceSessionSeal(ObjectProvider<KeyRefresh> refresh, ObjectProvider<SealKeys> keys) {
        KeyRefresh refreshed = refresh.getIfAvailable();
        return new SessionSeal(
                refreshed == null ? keys.getIfAvailable(() -> SealKeys.ofProcess(SealKey.random())) : refreshed.keys());
    }

    /** An application may bring a ledger of its own. */
    @Bean
    Sessions sluiceSessions(SessionSeal seal, ObjectProvider<SessionLedger> ledger) {
        return new Sessions(seal, ledger.getIfAvailable(() -> SessionLedger.NONE));
    }

    @Bean(initMethod = "start")
    @ConditionalOnProperty("sluice.sessions.keys-file")
    @ConditionalOnMissingBean({KeyRefresh.class, SealKeys.class})
    KeyRefresh sluiceSessionKeyFile(SluiceProperties properties) {
        Path file = Objects.requireNonNull(properties.sessions().keysFile(), "is set, says the condition");
        return new KeyRefresh(new KeyFile(file));
    }

    /** A file is what somebody has asked for, while the chart always names a Secret. */
    static final class NoFile extends NoneNestedConditions {

        NoFile() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("sluice.sessions.keys-file")
        static final class AFile {}
    }

    /** Where nothing else is said, replicas in a cluster share a Secret. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KubernetesClient.class)
    @ConditionalOnBean(name = KubernetesAutoConfiguration.CLIENT)
    static class InCluster {

        /** The first answer must not keep a pod from being ready. */
        private static final Duration PATIENCE = Duration.ofSeconds(2);

        @Bean(initMethod = "start")
        @Conditional(NoFile.class)
        @ConditionalOnProperty("sluice.sessions.keys-secret")
        @ConditionalOnMissingBean({KeyRefresh.class, SealKeys.class})
        KeyRefresh sluiceSessionKeySecret(
                @Qualifier(KubernetesAutoConfiguration.CLIENT) KubernetesClient client,
                ObjectProvider<Leadership> leadership,
                KubernetesProperties kubernetes,
                SluiceProperties properties) {
            Leadership lead = leadership.getIfAvailable(() -> Leadership.NEVER);
            ApiServer server = new ApiServer(client).within(PATIENCE);
            String secret = Objects.requireNonNull(properties.sessions().keysSecret(), "is set, says the condition");
            String own = kubernetes.ownNamespace(client.getNamespace());
            int slash = secret.indexOf('/');
            String namespace = slash < 0 ? own : secret.substring(0, slash);
            // A process that reads the keys of another namespace does not make them.
            BooleanSupplier makes = namespace.equals(own) ? lead::leads : () -> false;
            return new KeyRefresh(new KeySecret(server, namespace, secret.substring(slash + 1), makes));
        }
    }
}
