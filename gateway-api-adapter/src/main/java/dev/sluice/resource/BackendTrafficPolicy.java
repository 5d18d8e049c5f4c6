package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for sessions towards Services, and limits the retries to them. Source: BackendLBPolicy of v1.1 and v1.2,
 * XBackendTrafficPolicy since v1.3.
 *
 * @param kind of these two
 * @param targets a Service that is named as v1.1's own example names it, {@code core} and {@code service}, has the
 *     words of a Service
 * @param session null: none given
 * @param retries null: not limited by the policy, as ever in a BackendLBPolicy
 * @param loose paths of the targets that are named so
 */
public record BackendTrafficPolicy(
        ObjectMeta metadata,
        Kind<Policy> kind,
        List<TargetRef> targets,
        @Nullable SessionPersistence session,
        @Nullable RetryConstraint retries,
        List<String> loose)
        implements Policy {

    public BackendTrafficPolicy {
        targets = List.copyOf(targets);
        loose = List.copyOf(loose);
    }
}
