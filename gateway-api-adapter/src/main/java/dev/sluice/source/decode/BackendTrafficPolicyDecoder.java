package dev.sluice.source.decode;

import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.Policy;
import dev.sluice.resource.RetryConstraint;
import dev.sluice.resource.TargetRef;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * BackendLBPolicy and XBackendTrafficPolicy. Source: v1.1's backendlbpolicy_types.go, xbackendtrafficpolicy_types.go of
 * v1.3.0 to v1.7.0.
 */
final class BackendTrafficPolicyDecoder {

    private static final String CORE = "core";

    private BackendTrafficPolicyDecoder() {}

    static BackendTrafficPolicy decode(ObjectMeta meta, Kind<Policy> kind, Fields spec) {
        return new BackendTrafficPolicy(
                meta,
                kind,
                targets(spec),
                SessionDecoder.decode(spec),
                retries(spec),
                loose(ObjectDecoder.targets(spec)));
    }

    /** The API server fills in what is left out, but for one of the two fields of a rate. */
    private static @Nullable RetryConstraint retries(Fields spec) {
        if (!spec.has("retryConstraint")) {
            return null;
        }
        Fields constraint = spec.at("retryConstraint");
        Fields budget = constraint.at("budget");
        Fields rate = constraint.at("minRetryRate");
        return new RetryConstraint(
                budget.number("percent", 20),
                budget.duration("interval", Duration.ofSeconds(10)),
                rate.number("count", 10),
                rate.duration("interval", Duration.ofSeconds(1)));
    }

    /** Those of a spec, a Service by its own words. */
    static List<TargetRef> targets(Fields spec) {
        return ObjectDecoder.targets(spec).stream()
                .map(target -> isLoose(target)
                        ? new TargetRef(
                                Kinds.SERVICE.group(), Kinds.SERVICE.word(), target.name(), target.sectionName())
                        : target)
                .toList();
    }

    private static List<String> loose(List<TargetRef> targets) {
        return IntStream.range(0, targets.size())
                .filter(index -> isLoose(targets.get(index)))
                .mapToObj("spec.targetRefs[%d]"::formatted)
                .toList();
    }

    /** The announcement of v1.1 writes {@code group: core} and {@code kind: service}. */
    private static boolean isLoose(TargetRef target) {
        boolean isService = Kinds.SERVICE.isNamedBy(target.group(), target.kind());
        boolean isMeant = (target.group().isEmpty() || target.group().equals(CORE))
                && target.kind().equalsIgnoreCase(Kinds.SERVICE.word());
        return isMeant && !isService;
    }
}
