package dev.sluice.graph.parameters;

import dev.sluice.resource.GatewayParameters.Resources;
import org.jspecify.annotations.Nullable;

/** Settings of a class or a Gateway. In a folder they are judged and have no effect. */
public record Parameters(ServiceType serviceType, ServiceOptions serviceOptions, DedicatedPods pods, Mode mode) {

    /** The settings where nothing is said. */
    public static final Parameters DEFAULTS =
            new Parameters(ServiceType.LOAD_BALANCER, ServiceOptions.NONE, DedicatedPods.UNSET, Mode.SHARED);

    /**
     * Of pods that serve one Gateway; without effect where it has none.
     *
     * @param replicas 1-100; null: as many as others say, such as an autoscaler, else one
     * @param resources of their container; null: as the pods of the installation have
     */
    public record DedicatedPods(
            @Nullable Integer replicas, @Nullable Resources resources) {

        /** As the pods of the installation, as many as others say. */
        public static final DedicatedPods UNSET = new DedicatedPods(null, null);
    }

    /** Which pods serve a Gateway. */
    public enum Mode {
        /** Those that serve all Gateways. */
        SHARED("shared"),
        /** A Deployment of its own, in its namespace. */
        DEDICATED("dedicated");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Types of a Service that brings requests to a Gateway. Source: core/v1 ServiceType. */
    public enum ServiceType {
        /** Reachable inside the cluster. */
        CLUSTER_IP("ClusterIP"),
        /** Also on a port of every node. */
        NODE_PORT("NodePort"),
        /** Also by a load balancer of the cluster's surroundings. */
        LOAD_BALANCER("LoadBalancer");

        private final String word;

        ServiceType(String word) {
            this.word = word;
        }

        /** The API server's word. */
        public String word() {
            return word;
        }
    }
}
