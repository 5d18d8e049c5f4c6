package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.graph.parameters.Parameters;
import dev.sluice.resource.Gateway;
import java.util.List;
import java.util.function.Function;

/** Says on which addresses the ports of Gateways are bound. Source: GatewaySpec.addresses. */
public sealed interface PortPlan permits FolderPorts, ServicePorts {

    /** Reads what a Gateway asks for. */
    Verdict of(Gateway gateway, Parameters parameters);

    /** What holds for one Gateway. */
    sealed interface Verdict {

        /**
         * Its ports can be bound.
         *
         * @param binding the addresses of a port; none while the port has no place yet
         * @param provision how requests come to the Gateway
         * @param withoutEffect paths of fields that are set and not served here
         */
        record Bound(Function<PortId, List<BindAddress>> binding, Provision provision, List<String> withoutEffect)
                implements Verdict {

            public Bound {
                withoutEffect = List.copyOf(withoutEffect);
            }

            /** The addresses of one port of the Gateway; none while the port has no place yet. */
            public List<BindAddress> addresses(PortId port) {
                return binding.apply(port);
            }
        }

        /** They cannot. */
        record Refused(Condition accepted) implements Verdict {}
    }
}
