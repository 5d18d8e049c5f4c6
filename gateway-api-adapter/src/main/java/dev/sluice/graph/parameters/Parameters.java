package dev.sluice.graph.parameters;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a class or a Gateway. In a folder they are judged and have no effect.
 *
 * @param serviceType of the Service that every Gateway has
 * @param replicas pods of a Gateway that has its own, 1-100; null: as many as others say, such as an autoscaler, else
 *     one
 */
public record Parameters(
        ServiceType serviceType, Mode mode, @Nullable Integer replicas) {

    /** What holds where nothing is set. */
    public static final Parameters DEFAULTS = new Parameters(ServiceType.LOAD_BALANCER, Mode.SHARED, null);

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
