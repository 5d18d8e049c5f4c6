package dev.sluice.graph.backend;

/**
 * Whether Services and EndpointSlices may lead to hosts by name. Who may write a Service could then reach what only the
 * gateway can. Source: BackendObjectReference.kind, CVE-2021-25740.
 */
public enum ExternalNames {

    /** Names are resolved. */
    ALLOW,

    /** A Service of type ExternalName, or with EndpointSlices of names only, is refused. */
    REFUSE
}
