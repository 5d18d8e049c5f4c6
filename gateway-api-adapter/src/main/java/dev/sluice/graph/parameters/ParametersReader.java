package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;
import dev.sluice.graph.parameters.Parameters.DedicatedPods;
import dev.sluice.graph.parameters.Parameters.Mode;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.GatewayParameters.Definition;
import dev.sluice.resource.GatewayParameters.PodFields;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one GatewayParameters, whose fields win over those of others, one by one. Source: GEP-1867.
 *
 * @param resource whose fields may not be wrong in part
 */
record ParametersReader(GatewayParameters resource) {

    /** What it says, where the rest is as the others say. */
    ParametersVerdict read(Parameters others) {
        return switch (resource.definition()) {
            case Definition.Unread(var why) ->
                new ParametersVerdict.Refused(
                        ParametersFault.unreadable(name(), why.field(), why.cause(), why.remedy()));
            case Definition.Spec spec ->
                fault(spec)
                        .<ParametersVerdict>map(ParametersVerdict.Refused::new)
                        .orElseGet(() -> new ParametersVerdict.Usable(with(others, spec)));
        };
    }

    /**
     * A field that has no place in what came out: in the class it may be meant for others, in the Gateway's own it is a
     * mistake.
     */
    Optional<ParametersFault> unfit(Parameters read) {
        if (!(resource.definition() instanceof Definition.Spec(var service, var pods))) {
            return Optional.empty();
        }
        var type = read.serviceType();
        return ServiceOptions.unfit(service, type)
                .map(field -> ParametersFault.unfit(name(), "service." + field, "service.type", type.word()))
                .or(() -> read.mode() == Mode.SHARED
                        ? unfit(pods)
                                .map(field ->
                                        ParametersFault.unfit(name(), "pods." + field, "pods.mode", Mode.SHARED.word()))
                        : Optional.empty());
    }

    private static Optional<String> unfit(PodFields pods) {
        if (pods.replicas() != null) {
            return Optional.of("replicas");
        }
        return pods.resources() == null ? Optional.empty() : Optional.of("resources");
    }

    /** A word that a newer CRD may allow. */
    private Optional<ParametersFault> fault(Definition.Spec spec) {
        return unknown("service.type", spec.service().type(), ServiceType.values(), ServiceType::word)
                .or(() -> unknown("pods.mode", spec.pods().mode(), Mode.values(), Mode::word));
    }

    private <T> Optional<ParametersFault> unknown(
            String field, @Nullable String value, T[] values, Function<T, String> word) {
        return value == null || find(values, word, value).isPresent()
                ? Optional.empty()
                : Optional.of(ParametersFault.unknownValue(
                        name(),
                        field,
                        String.join(" or ", Stream.of(values).map(word).toList())));
    }

    private static Parameters with(Parameters others, Definition.Spec spec) {
        var service = spec.service();
        var pods = spec.pods();
        return new Parameters(
                find(ServiceType.values(), ServiceType::word, service.type()).orElse(others.serviceType()),
                others.serviceOptions().with(service),
                new DedicatedPods(
                        pods.replicas() == null ? others.pods().replicas() : pods.replicas(),
                        pods.resources() == null ? others.pods().resources() : pods.resources()),
                find(Mode.values(), Mode::word, pods.mode()).orElse(others.mode()));
    }

    private String name() {
        return resource.name().toString();
    }

    private static <T> Optional<T> find(T[] values, Function<T, String> word, @Nullable String value) {
        return Stream.of(values).filter(it -> word.apply(it).equals(value)).findFirst();
    }
}
