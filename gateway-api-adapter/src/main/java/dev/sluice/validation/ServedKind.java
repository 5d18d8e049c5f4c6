package dev.sluice.validation;

import dev.sluice.resource.Kind;
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

    /** A kind with metadata, spec and a status that is not looked into. */
    static ServedKind withSpec(Kind<?> kind, ObjectSchema spec) {
        return of(kind, whole(spec));
    }

    /** A kind with fields of its own. */
    static ServedKind of(Kind<?> kind, StringSchema name, ObjectSchema body) {
        return of(kind, whole(name, body));
    }

    /** The same kind with another spec in one version. */
    ServedKind butFor(String version, ObjectSchema spec) {
        var schemas = new LinkedHashMap<>(versions);
        schemas.put(version, whole(spec));
        return new ServedKind(group, kind, namespaced, schemas);
    }

    private static ServedKind of(Kind<?> kind, ObjectSchema schema) {
        var schemas = new LinkedHashMap<String, ObjectSchema>();
        kind.versions().forEach(version -> schemas.put(version, schema));
        return new ServedKind(kind.group(), kind.word(), kind.namespaced(), schemas);
    }

    private static ObjectSchema whole(ObjectSchema spec) {
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
