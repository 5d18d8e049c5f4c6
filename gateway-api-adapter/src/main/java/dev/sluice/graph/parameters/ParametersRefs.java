package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.ObjectName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the parametersRef of classes and of Gateways. Source: GatewayClassSpec.parametersRef,
 * GatewayInfrastructure.parametersRef.
 *
 * @param configMaps all that may be read
 * @param ofClasses whether those of classes are among them; otherwise classes have the usual settings
 */
public record ParametersRefs(Map<ObjectName, ConfigMap> configMaps, boolean ofClasses) {

    /** The settings of a class: the usual ones, unless its ConfigMap says otherwise. */
    public ParametersVerdict ofClass(@Nullable ParametersRef ref) {
        return ref == null || !ofClasses
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
                : new ParametersReader(configMap).read(otherwise);
    }
}
