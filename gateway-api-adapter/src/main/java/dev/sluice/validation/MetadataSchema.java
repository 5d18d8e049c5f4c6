package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.NAMESPACE;
import static dev.sluice.validation.SharedTypes.QUALIFIED_NAME;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** The metadata of every object. Source: metav1.ObjectMeta. */
final class MetadataSchema {

    private static final int ANNOTATION_BYTES = 256 * 1024;

    private static final StringSchema TIME = Schema.string()
            .rule(new Rule(
                    "not a time (expected: RFC 3339)",
                    "write it as 2026-01-31T12:00:00Z",
                    it -> isTime(it.asString())));

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
                .optional("labels", Schema.map(SharedTypes.LABEL_VALUE).keys(QUALIFIED_NAME))
                .optional(
                        "annotations",
                        Schema.map(Schema.string())
                                .keys(QUALIFIED_NAME)
                                .rule(new Rule(
                                        "annotations are larger than 256 KiB together",
                                        "shorten them",
                                        it -> it.toString().getBytes(StandardCharsets.UTF_8).length
                                                <= ANNOTATION_BYTES)))
                .optional("generation", Schema.integer(0, Long.MAX_VALUE))
                .optional("creationTimestamp", TIME)
                .optional("uid", Schema.string())
                .optional("generateName", Schema.string())
                .optional("resourceVersion", Schema.string())
                .optional("deletionTimestamp", TIME)
                .optional("deletionGracePeriodSeconds", Schema.integer(0, Long.MAX_VALUE))
                .optional("finalizers", Schema.list(Schema.string()));
        for (String notRead : List.of("selfLink", "ownerReferences", "managedFields")) {
            metadata = metadata.optional(notRead, Schema.any());
        }
        return metadata;
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
