package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;
import dev.sluice.resource.GatewayClass.ParametersRef;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the parametersRef of classes and of Gateways. Source: GatewayClassSpec.parametersRef,
 * GatewayInfrastructure.parametersRef.
 *
 * @param byName all that may be read
 * @param judged whether this process judges them; otherwise the controller that made its pod has, and all have the
 *     defaults
 */
public record ParametersRefs(Map<ObjectName, GatewayParameters> byName, boolean judged) {

    /** The settings of a class: the defaults, except for what its GatewayParameters says. */
    public ParametersVerdict ofClass(@Nullable ParametersRef ref) {
        return ref == null || !judged
                ? new ParametersVerdict.Usable(Parameters.DEFAULTS)
                : read(ref, ref.namespace(), Parameters.DEFAULTS);
    }

    /**
     * The settings of a Gateway: those of its class, except for what its own GatewayParameters says.
     *
     * @param namespace of the Gateway, which is that of its GatewayParameters
     */
    public ParametersVerdict ofGateway(@Nullable ParametersRef ref, String namespace, Parameters ofClass) {
        if (ref == null || !judged) {
            return new ParametersVerdict.Usable(ofClass);
        }
        var verdict = read(ref, namespace, ofClass);
        return verdict instanceof ParametersVerdict.Usable(var parameters)
                ? Optional.ofNullable(byName.get(new ObjectName(namespace, ref.name())))
                        .flatMap(own -> new ParametersReader(own).unfit(parameters))
                        .<ParametersVerdict>map(ParametersVerdict.Refused::new)
                        .orElse(verdict)
                : verdict;
    }

    private ParametersVerdict read(ParametersRef ref, @Nullable String namespace, Parameters others) {
        if (!Kinds.GATEWAY_PARAMETERS.isNamedBy(ref.group(), ref.kind())) {
            return new ParametersVerdict.Refused(ParametersFault.otherKind(ref.kind(), ref.name()));
        }
        if (namespace == null) {
            return new ParametersVerdict.Refused(ParametersFault.namespaceMissing(ref.name()));
        }
        var name = new ObjectName(namespace, ref.name());
        var found = byName.get(name);
        return found == null
                ? new ParametersVerdict.Refused(ParametersFault.notFound(name.toString()))
                : new ParametersReader(found).read(others);
    }
}
