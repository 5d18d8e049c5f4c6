package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import java.util.List;

/** The addresses that a Gateway has by its Service. Source: GatewayStatus.addresses. */
public sealed interface AddressVerdict {

    /** Those that the status tells; at most 16. */
    List<Assigned> addresses();

    /**
     * GatewayStatusAddress.
     *
     * @param type {@code IPAddress} or {@code Hostname}
     * @param routability as {@code spec.addresses} asked for it; empty where it did not
     */
    record Assigned(String type, String value, String routability) {}

    /** All that were asked for. */
    record Complete(List<Assigned> addresses) implements AddressVerdict {

        public Complete {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Not all that were asked for.
     *
     * @param programmed says which one is missing
     */
    record Incomplete(List<Assigned> addresses, Condition programmed) implements AddressVerdict {

        public Incomplete {
            addresses = List.copyOf(addresses);
        }
    }
}
