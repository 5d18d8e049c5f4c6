package dev.sluice.config.mesh;

/** What becomes of the traffic to a Service that has routes while no agent of the node serves it. */
public enum FailureMode {
    /** It goes to the plain Service. */
    OPEN,
    /** It is refused. */
    CLOSED
}
