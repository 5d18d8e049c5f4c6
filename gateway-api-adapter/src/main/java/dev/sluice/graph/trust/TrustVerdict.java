package dev.sluice.graph.trust;

import dev.sluice.condition.TrustFault;
import dev.sluice.config.tls.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where caCertificateRefs lead.
 *
 * @param anchors of all references that can be used; null: none can, so nobody is to be trusted
 * @param faults of the others, in order
 */
public record TrustVerdict(Trust.@Nullable Anchors anchors, List<TrustFault> faults) {

    public TrustVerdict {
        faults = List.copyOf(faults);
    }
}
