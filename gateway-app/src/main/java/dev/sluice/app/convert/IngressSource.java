package dev.sluice.app.convert;

import dev.sluice.source.file.YamlTree;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An Ingress that is read.
 *
 * @param result what cannot be said is noted there
 */
record IngressSource(YamlTree document, Conversion result) {

    JsonNode spec() {
        return document.tree().path("spec");
    }

    JsonNode annotations() {
        return document.tree().path("metadata").path("annotations");
    }

    /** Empty where none is written. */
    String namespace() {
        return IngressConversion.namespace(document.tree());
    }

    String name() {
        return IngressConversion.name(document.tree());
    }

    /** By the field, or the annotation of old. */
    String className() {
        return spec().path("ingressClassName")
                .asString(annotations().path("kubernetes.io/ingress.class").asString(""));
    }

    /** Such as {@code Ingress prod/shop}. */
    String label() {
        return "Ingress " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    void lost(@Nullable String field, String cause, String remedy) {
        result.lost(document.place().apply(field == null ? "" : field), label(), field, cause, remedy);
    }
}
