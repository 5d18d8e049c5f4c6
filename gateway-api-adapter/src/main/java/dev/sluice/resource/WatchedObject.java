package dev.sluice.resource;

import java.util.Comparator;

/** An object of the cluster or folder. */
public sealed interface WatchedObject
        permits ClusterTrustBundle,
                ConfigMap,
                EndpointSlice,
                Gateway,
                GatewayClass,
                GatewayParameters,
                ListenerSet,
                Namespace,
                Pod,
                Policy,
                ReferenceGrant,
                Route,
                Secret,
                Service,
                ServiceImport,
                SpringFilter,
                XBackend,
                XMesh {

    /**
     * Precedence by age, then by {@code namespace/name} as one text, as the specification asks wherever two objects
     * conflict: {@code a-b/x} comes before {@code a/x}. Source: ListenerSetSpec.listeners; HTTPRouteRule.matches.
     */
    Comparator<WatchedObject> OLDEST_FIRST = Comparator.comparing(
                    (WatchedObject object) -> object.metadata().created())
            .thenComparing(object -> object.metadata().name().toString());

    ObjectMeta metadata();

    /** What it is; its text is the word for it, such as {@code HTTPRoute}. */
    Kind<?> kind();

    default ObjectName name() {
        return metadata().name();
    }
}
