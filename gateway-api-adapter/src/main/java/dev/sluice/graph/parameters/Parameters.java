package dev.sluice.graph.parameters;

/**
 * Settings of a class or a Gateway. In a folder they are judged and have no effect.
 *
 * @param serviceType of the Service that every Gateway has
 */
public record Parameters(ServiceType serviceType) {

    /** What holds where nothing is set. */
    public static final Parameters DEFAULTS = new Parameters(ServiceType.LOAD_BALANCER);

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
