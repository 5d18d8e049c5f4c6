package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.GROUP;
import static dev.sluice.validation.SharedTypes.KIND;
import static dev.sluice.validation.SharedTypes.NAMESPACE;
import static dev.sluice.validation.SharedTypes.OBJECT_NAME;
import static dev.sluice.validation.SharedTypes.PORT;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import tools.jackson.databind.JsonNode;

/** How objects name each other. Source: object_reference_types.go, shared_types.go. */
final class References {

    private static final String OUR_GROUP = "\"gateway.networking.k8s.io\"";

    static final ObjectSchema LOCAL_OBJECT =
            Schema.object().required("group", GROUP).required("kind", KIND).required("name", OBJECT_NAME);
    static final ObjectSchema OBJECT = LOCAL_OBJECT.optional("namespace", NAMESPACE);
    static final ObjectSchema SECRET = Schema.object()
            .preset("group", GROUP, "\"\"")
            .preset("kind", KIND, "\"Secret\"")
            .required("name", OBJECT_NAME)
            .optional("namespace", NAMESPACE);

    /** BackendObjectReference. */
    static final ObjectSchema BACKEND_OBJECT = Schema.object()
            .preset("group", GROUP, "\"\"")
            .preset("kind", KIND, "\"Service\"")
            .required("name", OBJECT_NAME)
            .optional("namespace", NAMESPACE)
            .optional("port", PORT)
            .rule(new Rule(
                    "Must have port for Service reference",
                    "add the Service's port",
                    it -> !Values.is(it, "group", "") || !Values.is(it, "kind", "Service") || it.has("port")))
            .rule(new Rule(
                    "Must not have port for Backend reference",
                    "remove the port: the XBackend has its own",
                    it -> !Values.is(it, "group", "gateway.networking.x-k8s.io")
                            || !Values.is(it, "kind", "XBackend")
                            || !it.has("port")));

    /** BackendRef. */
    static final ObjectSchema BACKEND = BACKEND_OBJECT.preset("weight", Schema.integer(0, 1_000_000), "1");

    /** ParentGatewayReference. */
    static final ObjectSchema PARENT_GATEWAY = Schema.object()
            .preset("group", GROUP, OUR_GROUP)
            .preset("kind", KIND, "\"Gateway\"")
            .required("name", OBJECT_NAME)
            .optional("namespace", NAMESPACE);

    private static final ArraySchema PARENTS = Schema.list(
                    PARENT_GATEWAY.optional("sectionName", SECTION_NAME).optional("port", PORT))
            .size(0, 32)
            .rule(new Rule(
                    "sectionName or port must be specified when parentRefs includes 2 or more references to the same parent",
                    "set sectionName or port on each of them",
                    list -> Values.noTwo(list, (one, other) -> sameParent(one, other) && !sameFieldsSet(one, other))))
            .rule(new Rule(
                    "sectionName or port must be unique when parentRefs includes 2 or more references to the same parent",
                    "remove the repeated reference or name another section",
                    list -> Values.noTwo(
                            list,
                            (one, other) -> sameParent(one, other)
                                    && Values.same(one, other, "sectionName")
                                    && Values.same(one, other, "port"))));

    /** CommonRouteSpec. */
    static final ObjectSchema COMMON_ROUTE =
            Schema.object().optional("parentRefs", PARENTS).optional("useDefaultGateways", Schema.oneOf("All", "None"));

    private References() {}

    private static boolean sameParent(JsonNode one, JsonNode other) {
        return Values.same(one, other, "group")
                && Values.same(one, other, "kind")
                && Values.same(one, other, "name")
                && Values.same(one, other, "namespace");
    }

    private static boolean sameFieldsSet(JsonNode one, JsonNode other) {
        return one.has("sectionName") == other.has("sectionName") && one.has("port") == other.has("port");
    }
}
