package dev.sluice.validation;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;

/** XMesh. Source: xmesh_types.go. */
final class XMeshSchema {

    /** MeshSpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("controllerName", GatewayClassSchema.CONTROLLER_NAME)
            .optional("parametersRef", References.OBJECT)
            .optional("description", Schema.string().length(0, 64));

    private XMeshSchema() {}
}
