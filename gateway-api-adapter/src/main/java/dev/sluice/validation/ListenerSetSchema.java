package dev.sluice.validation;

import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;

/** ListenerSet, and the older XListenerSet. Source: listenerset_types.go; xlistenerset_types.go of v1.4. */
final class ListenerSetSchema {

    /** ListenerSetSpec. */
    static final ObjectSchema SPEC = of(Listeners.ENTRIES);

    /** ListenerSetSpec of v1alpha1. */
    static final ObjectSchema ALPHA_SPEC = of(Listeners.ALPHA_ENTRIES);

    private ListenerSetSchema() {}

    private static ObjectSchema of(ArraySchema listeners) {
        return Schema.object().required("parentRef", References.PARENT_GATEWAY).required("listeners", listeners);
    }
}
