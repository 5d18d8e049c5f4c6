package dev.sluice.validation;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A kind that is read, in each version that it is served in.
 *
 * @param group empty for core
 * @param versions schema of the whole object by version
 */
record ServedKind(String group, String kind, boolean namespaced, Map<String, ObjectSchema> versions) {

    /** A kind of Gateway API: metadata, spec and a status that is not looked into. */
    static ServedKind gatewayApi(String kind, ObjectSchema spec, String... versions) {
        var schemas = new LinkedHashMap<String, ObjectSchema>();
        for (String version : versions) {
            schemas.put(version, withSpec(spec));
        }
        return new ServedKind("gateway.networking.k8s.io", kind, !kind.equals("GatewayClass"), schemas);
    }

    /** An experimental kind of Gateway API that has a group of its own. */
    static ServedKind experimental(String kind, ObjectSchema spec, String version) {
        return new ServedKind("gateway.networking.x-k8s.io", kind, true, Map.of(version, withSpec(spec)));
    }

    /** The same kind with another spec in some versions. */
    ServedKind alsoAs(ObjectSchema spec, String... others) {
        var schemas = new LinkedHashMap<>(versions);
        for (String version : others) {
            schemas.put(version, withSpec(spec));
        }
        return new ServedKind(group, kind, namespaced, schemas);
    }

    /** A kind with one version and fields of its own. */
    static ServedKind of(String group, String version, String kind, StringSchema name, ObjectSchema body) {
        return new ServedKind(group, kind, !kind.equals("Namespace"), Map.of(version, whole(name, body)));
    }

    private static ObjectSchema withSpec(ObjectSchema spec) {
        return whole(SharedTypes.SUBDOMAIN, Schema.object().required("spec", spec));
    }

    private static ObjectSchema whole(StringSchema name, ObjectSchema body) {
        return Schema.object()
                .required("apiVersion", Schema.string())
                .required("kind", Schema.string())
                .required("metadata", MetadataSchema.of(name))
                .including(body)
                .optional("status", Schema.any());
    }
}
