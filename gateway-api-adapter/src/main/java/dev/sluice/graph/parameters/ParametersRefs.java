package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.ObjectName;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the parametersRef of classes and of Gateways. Source: GatewayClassSpec.parametersRef,
 * GatewayInfrastructure.parametersRef.
 *
 * @param configMaps all of them
 */
public record ParametersRefs(Map<ObjectName, ConfigMap> configMaps) {

    private static final String SERVICE_TYPE = "serviceType";
    private static final String MODE = "mode";
    private static final String SHARED = "shared";

    /** The settings of a class: the usual ones, unless its ConfigMap says otherwise. */
    public ParametersVerdict ofClass(@Nullable ParametersRef ref) {
        return ref == null
                ? new ParametersVerdict.Usable(Parameters.DEFAULTS)
                : read(ref, ref.namespace(), Parameters.DEFAULTS);
    }

    /**
     * The settings of a Gateway: those of its class, unless its own ConfigMap says otherwise.
     *
     * @param namespace of the Gateway, which is the one of its ConfigMap
     */
    public ParametersVerdict ofGateway(@Nullable ParametersRef ref, String namespace, Parameters ofClass) {
        return ref == null ? new ParametersVerdict.Usable(ofClass) : read(ref, namespace, ofClass);
    }

    private ParametersVerdict read(ParametersRef ref, @Nullable String namespace, Parameters otherwise) {
        if (!ref.group().isEmpty() || !ref.kind().equals("ConfigMap")) {
            return new ParametersVerdict.Refused(ParametersFault.notAConfigMap(ref.kind(), ref.name()));
        }
        if (namespace == null) {
            return new ParametersVerdict.Refused(ParametersFault.namespaceMissing(ref.name()));
        }
        var name = new ObjectName(namespace, ref.name());
        var configMap = configMaps.get(name);
        return configMap == null
                ? new ParametersVerdict.Refused(ParametersFault.notFound(name.toString()))
                : read(configMap, otherwise);
    }

    private static ParametersVerdict read(ConfigMap configMap, Parameters otherwise) {
        var serviceType = otherwise.serviceType();
        for (var entry : new TreeMap<>(configMap.data()).entrySet()) {
            var fault = fault(configMap.name().toString(), entry.getKey(), entry.getValue());
            if (fault.isPresent()) {
                return new ParametersVerdict.Refused(fault.get());
            }
            serviceType = serviceType(entry.getKey(), entry.getValue()).orElse(serviceType);
        }
        return new ParametersVerdict.Usable(new Parameters(serviceType));
    }

    private static Optional<ParametersFault> fault(String configMap, String key, String value) {
        return switch (key) {
            case SERVICE_TYPE ->
                serviceType(key, value).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                ParametersFault.unknownValue(configMap, key, "ClusterIP, NodePort or LoadBalancer"));
            case MODE ->
                value.equals(SHARED)
                        ? Optional.empty()
                        : Optional.of(ParametersFault.unknownValue(
                                configMap, key, "shared, the only mode that is served yet"));
            default -> Optional.of(ParametersFault.unknownKey(configMap, key, "serviceType or mode"));
        };
    }

    private static Optional<ServiceType> serviceType(String key, String value) {
        return Stream.of(ServiceType.values())
                .filter(type -> key.equals(SERVICE_TYPE) && type.word().equals(value))
                .findFirst();
    }
}
