package dev.sluice.mesh;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steers connections from the pods of this node to its agent. Any thread; calls wait for each other. */
public interface Steering extends AutoCloseable {

    /**
     * Steers the connections to these ports of Services and to no others. New connections only: open ones stay where
     * they are, except that those to a {@link dev.sluice.config.mesh.FailureMode#CLOSED} port which do not go to the
     * agent are reset. The change is atomic. Blocks until it is in effect.
     *
     * <p>The first call replaces what an agent before this one has left. Until then its closed ports stay refused, so
     * it should not come before the agent can serve.
     *
     * @param wanted all of them, each time
     * @throws SteeringFailure if the node did not accept the change; what was in effect before still is, unless the
     *     message says otherwise. The next call tries again
     * @throws IllegalArgumentException for a ClusterIP that is no IP address; nothing has changed then
     * @throws IllegalStateException after {@link #close}
     */
    void steer(Set<Steered> wanted) throws SteeringFailure;

    /**
     * Whether what was asked for last is in effect now: not before the first call, not after one that failed, and not
     * while the node has lost it. Does not block.
     */
    boolean isInEffect();

    /** What the node keeps of closed ports for its next boot; null where it keeps nothing. Does not block. */
    default @Nullable KeptForBoot keptForBoot() {
        return null;
    }

    /**
     * Ends steering. Connections to open ports then go the way that they would without an agent; those to closed ports
     * are refused, until an agent runs again.
     */
    @Override
    void close();
}
