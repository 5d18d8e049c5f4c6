package dev.sluice.graph;

import dev.sluice.graph.backend.ExternalNames;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Share;

/** What this process serves, and where. */
public sealed interface Placement {

    /**
     * Whether a Service without EndpointSlices is reached by its name; otherwise it has no endpoints. Source:
     * discovery.k8s.io/v1 EndpointSlice: a cluster makes them for every Service with a selector.
     */
    boolean serviceNamesByDns();

    /** Whether Services of type ExternalName are followed. */
    ExternalNames externalNames();

    /**
     * On this machine, whose addresses are the Gateways'.
     *
     * @param listenHost IP address on which sockets listen that have no address of their own
     * @param privilegedPortOffset 0-64512; ports below 1024 are bound at port plus this; 0: as they are
     */
    record OnMachine(String listenHost, int privilegedPortOffset) implements Placement {

        private static final int HIGHEST_OFFSET = 65535 - 1023;

        public OnMachine {
            if (privilegedPortOffset < 0 || privilegedPortOffset > HIGHEST_OFFSET) {
                throw new IllegalArgumentException(
                        "privilegedPortOffset: %d (expected: 0-%d)".formatted(privilegedPortOffset, HIGHEST_OFFSET));
            }
        }

        /** A folder may hold no EndpointSlices, and then the name is all that is known. */
        @Override
        public boolean serviceNamesByDns() {
            return true;
        }

        /** Who writes the folder may also write the programs of the machine. */
        @Override
        public ExternalNames externalNames() {
            return ExternalNames.ALLOW;
        }
    }

    /**
     * In pods, to which a Service of each Gateway leads.
     *
     * @param listenHost as {@link OnMachine#listenHost}
     * @param ports those of the pods that Gateways get
     * @param share which Gateways this process serves
     */
    record InCluster(String listenHost, PortRange ports, Share share, ExternalNames externalNames)
            implements Placement {

        @Override
        public boolean serviceNamesByDns() {
            return false;
        }
    }

    /** On a node of a cluster, as an agent of the mesh: Gateways are not served, nor looked at. */
    record OnNode(ExternalNames externalNames) implements Placement {

        @Override
        public boolean serviceNamesByDns() {
            return false;
        }
    }
}
