package dev.sluice.resource;

import java.util.List;

/**
 * Asks for TLS towards Services. It is not served yet; it is kept so that the Services that it targets are not reached
 * in plain text. Source: BackendTLSPolicy.
 */
public record BackendTlsPolicy(ObjectMeta metadata, List<TargetRef> targets) implements Policy {

    public BackendTlsPolicy {
        targets = List.copyOf(targets);
    }

    @Override
    public Kind<Policy> kind() {
        return Kinds.BACKEND_TLS_POLICY;
    }
}
