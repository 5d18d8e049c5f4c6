package dev.sluice.source.decode;

import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.TelemetryPolicy.Attribute;
import dev.sluice.resource.TelemetryPolicy.Fraction;
import dev.sluice.resource.TelemetryPolicy.ParentBased;
import dev.sluice.resource.TelemetryPolicy.Tracing;
import dev.sluice.resource.TelemetryPolicy.TracingProvider;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** XTelemetryPolicy. Source: xtelemetrypolicy_types.go of v1.7.0. */
final class TelemetryPolicyDecoder {

    /** As the CRD fills it in. */
    private static final String DEFAULT = "ImplementationDefault";

    private static final int PER_CENT = 100;

    private static final Map<String, String> FIELDS =
            Map.of("Header", "headerName", "Literal", "literalValue", "Attribute", "attributeKey");

    private TelemetryPolicyDecoder() {}

    static TelemetryPolicy decode(ObjectMeta meta, Fields spec) {
        return new TelemetryPolicy(
                meta, ObjectDecoder.targets(spec), spec.has("tracing") ? tracing(spec.at("tracing")) : null);
    }

    private static Tracing tracing(Fields tracing) {
        return new Tracing(
                tracing.text("mode", DEFAULT),
                tracing.has("provider") ? provider(tracing.at("provider")) : null,
                fraction(tracing, "samplingRate"),
                tracing.has("parentBasedSampling") ? parentBased(tracing.at("parentBasedSampling")) : null,
                tracing.textOrNull("serviceName"),
                tracing.textOrNull("spanName"),
                tracing.items("attributes").stream()
                        .map(TelemetryPolicyDecoder::attribute)
                        .toList());
    }

    private static TracingProvider provider(Fields provider) {
        var headers = new LinkedHashMap<String, String>();
        var seen = new HashSet<String>();
        for (Fields header : provider.items("headers")) {
            if (seen.add(header.text("name").toLowerCase(Locale.ROOT))) {
                headers.put(header.text("name"), header.text("value"));
            }
        }
        return new TracingProvider(ObjectDecoder.backend(provider.at("backendRef")), headers);
    }

    private static ParentBased parentBased(Fields parentBased) {
        return new ParentBased(parentBased.text("mode", DEFAULT), fraction(parentBased, "samplingRate"));
    }

    private static @Nullable Fraction fraction(Fields parent, String name) {
        if (!parent.has(name)) {
            return null;
        }
        Fields fraction = parent.at(name);
        return new Fraction(fraction.number("numerator"), fraction.number("denominator", PER_CENT));
    }

    private static Attribute attribute(Fields attribute) {
        String type = attribute.text("sourceType");
        return new Attribute(attribute.text("name"), type, attribute.text(FIELDS.getOrDefault(type, "")));
    }
}
