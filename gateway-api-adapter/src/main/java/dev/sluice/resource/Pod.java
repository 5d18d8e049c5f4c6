package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/**
 * A pod. Source: core/v1 Pod.
 *
 * @param ip its first address, so that a pod is one endpoint whatever families it has; null where it has none, or has
 *     none any more because it has ended
 * @param ready condition Ready, and true where the object has no conditions at all, as in a folder
 * @param terminating whether it was deleted and ends soon
 */
public record Pod(ObjectMeta metadata, @Nullable String ip, boolean ready, boolean terminating)
        implements WatchedObject {

    @Override
    public Kind<Pod> kind() {
        return Kinds.POD;
    }
}
