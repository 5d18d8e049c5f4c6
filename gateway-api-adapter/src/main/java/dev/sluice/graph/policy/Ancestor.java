package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import java.util.List;

/**
 * A Gateway of ours, or a Service of the mesh, on which a policy or an XBackend has an effect. Source:
 * PolicyAncestorStatus.
 *
 * @param conditions as they are for this parent; pods that serve only one Gateway cannot read what others can
 */
public record Ancestor(ParentId parent, List<Condition> conditions) {

    public Ancestor {
        conditions = List.copyOf(conditions);
    }
}
