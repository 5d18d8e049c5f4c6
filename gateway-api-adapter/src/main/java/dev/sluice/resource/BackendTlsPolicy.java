package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for TLS towards Services. It is not served yet; it is kept so that the Services that it targets are not reached
 * in plain text. Source: BackendTLSPolicy.
 */
public record BackendTlsPolicy(ObjectMeta metadata, List<TargetRef> targetRefs) implements WatchedObject {

    public BackendTlsPolicy {
        targetRefs = List.copyOf(targetRefs);
    }

    /**
     * LocalPolicyTargetReferenceWithSectionName, in the policy's own namespace.
     *
     * @param sectionName name of the Service's port; null: every port
     */
    public record TargetRef(
            String group,
            String kind,
            String name,
            @Nullable String sectionName) {}

    @Override
    public String kind() {
        return "BackendTLSPolicy";
    }
}
