package dev.sluice.graph.mesh;

import dev.sluice.condition.Condition;
import java.util.List;

/** Whether a Service can be the parent of routes. */
public sealed interface ServiceVerdict {

    /**
     * It can.
     *
     * @param ports those of TCP, in the order of the object
     * @param unknownMode how its traffic is to fail, where that is none that is known; else empty
     */
    record Usable(List<ServicePort> ports, String unknownMode) implements ServiceVerdict {

        public Usable {
            ports = List.copyOf(ports);
        }
    }

    /**
     * It cannot.
     *
     * @param accepted condition Accepted of every route that names it
     */
    record Refused(Condition accepted) implements ServiceVerdict {}
}
