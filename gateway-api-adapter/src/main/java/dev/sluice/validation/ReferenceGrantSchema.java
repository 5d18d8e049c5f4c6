package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.GROUP;
import static dev.sluice.validation.SharedTypes.KIND;
import static dev.sluice.validation.SharedTypes.NAMESPACE;
import static dev.sluice.validation.SharedTypes.OBJECT_NAME;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;

/** ReferenceGrant. Source: referencegrant_types.go. */
final class ReferenceGrantSchema {

    private static final ObjectSchema FROM =
            Schema.object().required("group", GROUP).required("kind", KIND).required("namespace", NAMESPACE);
    private static final ObjectSchema TO =
            Schema.object().required("group", GROUP).required("kind", KIND).optional("name", OBJECT_NAME);

    /** ReferenceGrantSpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("from", Schema.list(FROM).size(1, 16))
            .required("to", Schema.list(TO).size(1, 16));

    private ReferenceGrantSchema() {}
}
