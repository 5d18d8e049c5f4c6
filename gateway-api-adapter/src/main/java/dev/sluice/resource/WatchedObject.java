package dev.sluice.resource;

import java.util.Comparator;

/** An object of the cluster or folder. */
public sealed interface WatchedObject
        permits BackendTlsPolicy,
                ConfigMap,
                EndpointSlice,
                Gateway,
                GatewayClass,
                HttpRoute,
                ListenerSet,
                Namespace,
                ReferenceGrant,
                Secret,
                Service,
                SpringFilter,
                UnsupportedRoute {

    /** Precedence by age, then by name, as the specification asks wherever two objects conflict. */
    Comparator<WatchedObject> OLDEST_FIRST = Comparator.comparing(
                    (WatchedObject object) -> object.metadata().created())
            .thenComparing(object -> object.metadata().name());

    ObjectMeta metadata();

    /** Gateway API's or Kubernetes' word for it, such as {@code HTTPRoute}. */
    String kind();

    default ObjectName name() {
        return metadata().name();
    }
}
