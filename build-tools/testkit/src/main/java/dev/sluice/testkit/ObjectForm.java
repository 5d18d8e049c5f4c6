package dev.sluice.testkit;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How much of objects a client asks for by its Accept. */
enum ObjectForm {
    /** All. */
    WHOLE {
        @Override
        ObjectNode of(ObjectNode object) {
            return object;
        }
    },
    /** Their metadata. */
    METADATA {
        @Override
        ObjectNode of(ObjectNode object) {
            ObjectNode form = JsonMapper.shared()
                    .createObjectNode()
                    .put("kind", "PartialObjectMetadata")
                    .put("apiVersion", META);
            form.set("metadata", object.path("metadata"));
            return form;
        }
    };

    static final String META = "meta.k8s.io/v1";

    /** That which a request asks for. */
    static ObjectForm of(ApiRequest request) {
        return request.accept().contains(";as=PartialObjectMetadata") ? METADATA : WHOLE;
    }

    /** What is sent of an object, which nobody may change. */
    abstract ObjectNode of(ObjectNode object);
}
