package dev.sluice.validation;

import dev.sluice.resource.Kind;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind that is read, in each version that it is served in. A schema is made when an object first needs it: the
 * command line looks at few kinds and must answer at once.
 */
final class ServedKind {

    private final Kind<?> kind;
    private final Map<String, Supplier<ObjectSchema>> versions;
    private final Map<String, ObjectSchema> made = new ConcurrentHashMap<>();

    private ServedKind(Kind<?> kind, Map<String, Supplier<ObjectSchema>> versions) {
        this.kind = kind;
        this.versions = versions;
    }

    /** A kind with metadata, spec and a status that is not looked into. */
    static ServedKind withSpec(Kind<?> kind, Supplier<ObjectSchema> spec) {
        return of(kind, () -> whole(spec.get()));
    }

    /** A kind with fields of its own. */
    static ServedKind of(Kind<?> kind, StringSchema name, Supplier<ObjectSchema> body) {
        return of(kind, () -> whole(name, body.get()));
    }

    private static ServedKind of(Kind<?> kind, Supplier<ObjectSchema> schema) {
        var schemas = new LinkedHashMap<String, Supplier<ObjectSchema>>();
        kind.versions().forEach(version -> schemas.put(version, schema));
        return new ServedKind(kind, schemas);
    }

    /** The same kind with another spec in one version. */
    ServedKind butFor(String version, Supplier<ObjectSchema> spec) {
        var schemas = new LinkedHashMap<>(versions);
        schemas.put(version, () -> whole(spec.get()));
        return new ServedKind(kind, schemas);
    }

    Kind<?> kind() {
        return kind;
    }

    /** Such as {@code v1}. */
    Set<String> versions() {
        return versions.keySet();
    }

    /** Of the whole object; null: the kind is not served in this version. */
    @Nullable
    ObjectSchema schema(String version) {
        Supplier<ObjectSchema> schema = versions.get(version);
        return schema == null ? null : made.computeIfAbsent(version, _ -> schema.get());
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
