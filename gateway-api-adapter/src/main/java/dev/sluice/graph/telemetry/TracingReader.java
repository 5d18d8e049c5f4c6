package dev.sluice.graph.telemetry;

import dev.sluice.condition.Condition;
import dev.sluice.condition.TelemetryPolicyConditions;
import dev.sluice.config.tracing.GatewayTracing.ExportHeader;
import dev.sluice.config.tracing.SpanAttribute;
import dev.sluice.config.tracing.SpanSampling;
import dev.sluice.config.tracing.SpanSampling.Parents;
import dev.sluice.config.tracing.SpanSampling.Share;
import dev.sluice.resource.TelemetryPolicy.Attribute;
import dev.sluice.resource.TelemetryPolicy.Fraction;
import dev.sluice.resource.TelemetryPolicy.ParentBased;
import dev.sluice.resource.TelemetryPolicy.Tracing;
import dev.sluice.resource.TelemetryPolicy.TracingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a policy asks for. An API server with another CRD may have stored more than the one of v1.7 allows.
 * Source: TracingConfig.
 */
final class TracingReader {

    private static final String MODES = "Enabled, Disabled or ImplementationDefault";

    /** What the transport of an export says itself. */
    private static final Set<String> OF_TRANSPORT = Set.of(
            "host",
            "connection",
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "keep-alive",
            "proxy-connection",
            "expect");

    private final List<Condition> faults = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private TracingReader() {}

    /** What a policy asks for. */
    sealed interface Outcome {

        /** Nothing: the application decides. */
        record ByDefault() implements Outcome {}

        /** No traces. */
        record Off() implements Outcome {}

        /**
         * Traces.
         *
         * @param leftOut keys of attributes that spans cannot have
         */
        record On(
                TracingProvider provider,
                List<ExportHeader> headers,
                SpanSampling sampling,
                List<SpanAttribute> attributes,
                List<String> leftOut)
                implements Outcome {}

        /** Something that cannot be done. */
        record Wrong(Condition accepted) implements Outcome {}
    }

    /** @param tracing null: none given */
    static Outcome read(@Nullable Tracing tracing) {
        return switch (tracing == null ? "ImplementationDefault" : tracing.mode()) {
            case "ImplementationDefault" -> new Outcome.ByDefault();
            case "Disabled" -> new Outcome.Off();
            case "Enabled" -> new TracingReader().on(Objects.requireNonNull(tracing));
            case String other -> new Outcome.Wrong(TelemetryPolicyConditions.invalid("tracing.mode", other, MODES));
        };
    }

    private Outcome on(Tracing tracing) {
        TracingProvider provider = tracing.provider();
        if (provider == null) {
            return new Outcome.Wrong(TelemetryPolicyConditions.providerMissing());
        }
        var on = new Outcome.On(
                provider,
                headers(provider),
                sampling(tracing),
                tracing.attributes().stream()
                        .map(this::attribute)
                        .filter(Objects::nonNull)
                        .toList(),
                leftOut);
        return faults.isEmpty() ? on : new Outcome.Wrong(faults.getFirst());
    }

    private List<ExportHeader> headers(TracingProvider provider) {
        provider.headers().keySet().stream()
                .filter(name -> OF_TRANSPORT.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith("grpc-"))
                .forEach(name -> faults.add(TelemetryPolicyConditions.headerOfTransport(name)));
        return provider.headers().entrySet().stream()
                .map(header -> new ExportHeader(header.getKey(), header.getValue()))
                .toList();
    }

    private SpanSampling sampling(Tracing tracing) {
        ParentBased parentBased = tracing.parentBased();
        Share ofNew = share("tracing.samplingRate", tracing.samplingRate());
        if (parentBased == null) {
            return new SpanSampling(ofNew, Parents.BY_DEFAULT, Share.ALL);
        }
        Share ofSampled = share("tracing.parentBasedSampling.samplingRate", parentBased.samplingRate());
        return new SpanSampling(ofNew, parents(parentBased.mode()), ofSampled == null ? Share.ALL : ofSampled);
    }

    private Parents parents(String mode) {
        return switch (mode) {
            case "Enabled" -> Parents.RESPECT;
            case "Disabled" -> Parents.IGNORE;
            case "ImplementationDefault" -> Parents.BY_DEFAULT;
            default -> {
                faults.add(TelemetryPolicyConditions.invalid("tracing.parentBasedSampling.mode", mode, MODES));
                yield Parents.BY_DEFAULT;
            }
        };
    }

    private @Nullable Share share(String field, @Nullable Fraction fraction) {
        if (fraction == null) {
            return null;
        }
        int numerator = fraction.numerator();
        int denominator = fraction.denominator();
        if (numerator < 0 || denominator < 1 || numerator > denominator) {
            faults.add(TelemetryPolicyConditions.invalid(
                    field, numerator + "/" + denominator, "a part of at most the whole"));
        }
        return new Share(numerator, denominator);
    }

    private @Nullable SpanAttribute attribute(Attribute attribute) {
        String value = attribute.value();
        return switch (attribute.sourceType()) {
            case "Literal" -> new SpanAttribute.Literal(attribute.name(), value);
            case "Header" -> new SpanAttribute.Header(attribute.name(), value.toLowerCase(Locale.ROOT));
            case "Attribute" -> standard(attribute.name(), value);
            default -> {
                faults.add(TelemetryPolicyConditions.invalid(
                        "tracing.attributes.sourceType", attribute.sourceType(), "Header, Literal or Attribute"));
                yield null;
            }
        };
    }

    private @Nullable SpanAttribute standard(String name, String key) {
        if (SpanAttribute.Standard.isKnown(key)) {
            return new SpanAttribute.Standard(name, key);
        }
        leftOut.add(key);
        return null;
    }
}
