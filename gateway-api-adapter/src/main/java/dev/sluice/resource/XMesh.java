package dev.sluice.resource;

import dev.sluice.resource.GatewayClass.ParametersRef;
import org.jspecify.annotations.Nullable;

/** A mesh that its users can see; ours when it names our controller. Source: XMesh, GEP-3949. */
public record XMesh(
        ObjectMeta metadata,
        String controllerName,
        @Nullable ParametersRef parametersRef) implements WatchedObject {

    @Override
    public Kind<XMesh> kind() {
        return Kinds.X_MESH;
    }
}
