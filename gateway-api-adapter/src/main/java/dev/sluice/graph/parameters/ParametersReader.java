package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;
import dev.sluice.graph.parameters.Parameters.Mode;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.ConfigMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the entries of one ConfigMap, of which none may be wrong. */
record ParametersReader(ConfigMap configMap) {

    private static final int MOST_REPLICAS = 100;

    /** What the ConfigMap says. */
    ParametersVerdict read(Parameters otherwise) {
        var parameters = otherwise;
        for (var entry : new TreeMap<>(configMap.data()).entrySet()) {
            switch (with(parameters, entry.getKey(), entry.getValue())) {
                case ParametersVerdict.Usable usable -> parameters = usable.parameters();
                case ParametersVerdict.Refused refused -> {
                    return refused;
                }
            }
        }
        return new ParametersVerdict.Usable(parameters);
    }

    private ParametersVerdict with(Parameters other, String key, String value) {
        return switch (key) {
            case "serviceType" ->
                verdict(
                        key,
                        "ClusterIP, NodePort or LoadBalancer",
                        word(ServiceType.values(), ServiceType::word, value)
                                .map(type -> new Parameters(type, other.mode(), other.replicas())));
            case "mode" ->
                verdict(
                        key,
                        "shared or dedicated",
                        word(Mode.values(), Mode::word, value)
                                .map(mode -> new Parameters(other.serviceType(), mode, other.replicas())));
            case "replicas" ->
                verdict(
                        key,
                        "a number of 1-" + MOST_REPLICAS,
                        replicas(value).map(number -> new Parameters(other.serviceType(), other.mode(), number)));
            default ->
                new ParametersVerdict.Refused(ParametersFault.unknownKey(name(), key, "serviceType, mode or replicas"));
        };
    }

    private ParametersVerdict verdict(String key, String expected, Optional<Parameters> read) {
        return read.<ParametersVerdict>map(ParametersVerdict.Usable::new)
                .orElseGet(() -> new ParametersVerdict.Refused(ParametersFault.unknownValue(name(), key, expected)));
    }

    private String name() {
        return configMap.name().toString();
    }

    private static <T> Optional<T> word(T[] values, Function<T, String> word, String value) {
        return Stream.of(values).filter(it -> word.apply(it).equals(value)).findFirst();
    }

    private static Optional<Integer> replicas(String value) {
        try {
            return Optional.of(Integer.parseInt(value)).filter(number -> number >= 1 && number <= MOST_REPLICAS);
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }
}
