package dev.sluice.infrastructure;

import java.util.Optional;

/**
 * The pods that Gateways can have.
 *
 * @param shared those that serve many Gateways
 * @param dedicated what makes those of one Gateway; empty while our own Deployment is not known
 */
public record PodsOfGateways(DataPlaneEndpoints shared, Optional<DedicatedObjects> dedicated) {}
