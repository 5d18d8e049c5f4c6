package dev.sluice.autoconfigure;

import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.resource.ObjectName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * A Kubernetes API server as the source of objects. How it is reached is said by spring.cloud.kubernetes.client, or
 * found as kubectl finds it.
 *
 * @param enabled Whether objects come from a Kubernetes API server. Needs dev.sluice:gateway-api-adapter-kubernetes on
 *     the class path.
 * @param namespaces Namespaces whose objects are read; empty for all. GatewayClasses have no namespace and are read as
 *     well, if permitted.
 * @param secretNamespaces Namespaces whose Secrets and ConfigMaps are read, where these are fewer; empty for all that
 *     are read. What certificates are looked for in others is reported as missing.
 * @param discoveryInterval How often the API server is asked which kinds it serves, and so how soon a new CRD is seen.
 * @param podName Name of this replica in the Lease. By default the hostname, which is the pod's name.
 * @param podNamespace Namespace of the Lease. By default that of the pod, or of the kubeconfig's context.
 * @param gateway The only Gateway to serve, as namespace and name: shop/edge. Secrets and ConfigMaps are then read only
 *     in its namespace, and nothing is written. Without it, all Gateways that are not dedicated.
 * @param externalNames Whether Services of type ExternalName, and EndpointSlices of names, are followed: refuse or
 *     allow. With allow, anyone who may write a Service and a route can send requests to any host that the pods can
 *     reach.
 * @param leaderElection which replica writes status and infrastructure
 */
@ConfigurationProperties("sluice.kubernetes")
@Validated
public record KubernetesProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<String> namespaces,
        @DefaultValue List<String> secretNamespaces,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration discoveryInterval,
        @Nullable String podName,
        @Nullable String podNamespace,

        @Nullable @Pattern(regexp = "[^/]+/[^/]+", message = "must be a namespace and a name, such as shop/edge")
        String gateway,

        @DefaultValue("refuse") ExternalNames externalNames,
        @Valid @DefaultValue LeaderElection leaderElection) {

    static final String ENABLED = "sluice.kubernetes.enabled";

    /**
     * The namespace of what this installation keeps for itself.
     *
     * @param ofClient that of the pod, or of the kubeconfig's context; null where neither is known
     */
    String ownNamespace(@Nullable String ofClient) {
        return podNamespace == null ? Objects.requireNonNullElse(ofClient, "default") : podNamespace;
    }

    /** The only Gateway that is served; null: many are. */
    @Nullable
    ObjectName onlyGateway() {
        if (gateway == null) {
            return null;
        }
        int slash = gateway.indexOf('/');
        return new ObjectName(gateway.substring(0, slash), gateway.substring(slash + 1));
    }

    /**
     * Which replica writes status and infrastructure. All of them serve.
     *
     * @param lease Name of the Lease; must differ between installations in one namespace. By default sluice, or with
     *     another controller name one that is made of that name.
     * @param leaseDuration How long the other replicas wait for a silent leader before one takes over.
     * @param renewDeadline How long the leader keeps trying to renew before it steps down; shorter than the lease
     *     duration.
     * @param retryPeriod Time between two attempts; less than a third of the renew deadline.
     */
    public record LeaderElection(
            @Nullable String lease,
            @DefaultValue("15s") @DurationMin(seconds = 1) Duration leaseDuration,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration renewDeadline,
            @DefaultValue("2s") @DurationMin(millis = 1) Duration retryPeriod) {

        /** Of two controllers, two names. */
        String lease(String controllerName) {
            if (lease != null && !lease.isBlank()) {
                return lease;
            }
            return controllerName.equals(GraphSettings.CONTROLLER_NAME)
                    ? "sluice"
                    : "sluice-" + HexFormat.of().toHexDigits(controllerName.hashCode());
        }
    }
}
