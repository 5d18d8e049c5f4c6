package dev.sluice.mesh.nft;

import org.jspecify.annotations.Nullable;

/**
 * An agent, as its node knows it.
 *
 * @param address where it listens for what is steered
 * @param actuator where it is asked; null: by its own port only
 * @param installation any text that is the same for all agents that may take over from each other, and for no others
 */
public record NodeAgent(AgentAddress address, @Nullable ActuatorAddress actuator, String installation) {

    /** Asked by its own port only. */
    NodeAgent(AgentAddress address) {
        this(address, null, "");
    }
}
