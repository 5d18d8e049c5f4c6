package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.NAMESPACE;
import static dev.sluice.validation.SharedTypes.QUALIFIED_NAME;

import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The metadata of every object. Source: metav1.ObjectMeta. */
final class MetadataSchema {

    private static final int ANNOTATION_BYTES = 256 * 1024;

    private static final StringSchema TIME = Schema.string()
            .rule(new Rule(
                    "not a time (expected: RFC 3339)",
                    "write it as 2026-01-31T12:00:00Z",
                    it -> isTime(it.asString())));

    private static final MapSchema ANNOTATIONS = Schema.map(Schema.string())
            .keys(SharedTypes.ANNOTATION_NAME)
            .rule(SharedTypes.prefixAtMost(253))
            .rule(new Rule(
                    "annotations are larger than 256 KiB together",
                    "shorten them",
                    map -> map.properties().stream()
                                    .mapToLong(MetadataSchema::bytes)
                                    .sum()
                            <= ANNOTATION_BYTES));

    private static final ObjectSchema OWNER = Schema.object()
            .required("apiVersion", Schema.string().length(1, Integer.MAX_VALUE))
            .required("kind", Schema.string().length(1, Integer.MAX_VALUE))
            .required("name", Schema.string().length(1, Integer.MAX_VALUE))
            .required("uid", Schema.string().length(1, Integer.MAX_VALUE))
            .optional("controller", Schema.bool())
            .optional("blockOwnerDeletion", Schema.bool());

    private MetadataSchema() {}

    /**
     * Metadata of a kind.
     *
     * @param name what a name may be
     */
    static ObjectSchema of(StringSchema name) {
        ObjectSchema metadata = Schema.object()
                .required("name", name)
                .optional("namespace", NAMESPACE)
                .optional(
                        "labels",
                        Schema.map(SharedTypes.LABEL_VALUE).keys(QUALIFIED_NAME).rule(SharedTypes.prefixAtMost(253)))
                .optional("annotations", ANNOTATIONS)
                .optional("generation", Schema.integer(Long.MIN_VALUE, Long.MAX_VALUE))
                .optional("creationTimestamp", TIME)
                .optional("uid", Schema.string())
                .optional("generateName", Schema.string())
                .optional("resourceVersion", Schema.string())
                .optional("deletionTimestamp", TIME)
                .optional("deletionGracePeriodSeconds", Schema.integer(Long.MIN_VALUE, Long.MAX_VALUE))
                .optional("finalizers", Schema.list(QUALIFIED_NAME))
                .optional("ownerReferences", Schema.list(OWNER));
        for (String notRead : List.of("selfLink", "managedFields")) {
            metadata = metadata.optional(notRead, Schema.any());
        }
        return metadata;
    }

    private static int bytes(Map.Entry<String, JsonNode> entry) {
        return (entry.getKey() + entry.getValue().asString()).getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isTime(String text) {
        try {
            Instant _ = Instant.parse(text);
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
