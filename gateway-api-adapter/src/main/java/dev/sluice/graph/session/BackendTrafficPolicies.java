package dev.sluice.graph.session;

import dev.sluice.condition.BackendTrafficPolicyConditions;
import dev.sluice.condition.Condition;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.StickySession;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.target.TargetHolders;
import dev.sluice.graph.target.TargetedPolicies;
import dev.sluice.graph.target.Traffic;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.UnreadablePolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which policy says how clients keep to an endpoint of a backend, and how many retries it gets. One that cannot be
 * served leaves its targets without either: stickiness protects nobody, and an answer from any endpoint is better than
 * none. Source: BackendLBPolicySpec, BackendTrafficPolicySpec.
 */
public final class BackendTrafficPolicies implements TargetedPolicies {

    private final TargetHolders holders;

    /** Those of one state. */
    public BackendTrafficPolicies(Reading reading) {
        this.holders = new TargetHolders(reading, Kinds.BACKEND_TRAFFIC_POLICIES, BackendTrafficPolicies::competes);
    }

    /**
     * What is asked for of a Service or ServiceImport, whichever rule leads to it; empty: nothing that can be served.
     */
    public Optional<StickySession> of(BackendName backend) {
        return holders.of(backend, null).flatMap(BackendTrafficPolicies::session);
    }

    /** The limit of retries to a Service or ServiceImport; empty: no policy that can be served has one. */
    public Optional<RetryAllowance> retries(BackendName backend) {
        return holders.of(backend, null).flatMap(BackendTrafficPolicies::retries);
    }

    /** Of octets nobody knows whose they are. */
    @Override
    public Set<Traffic> traffic() {
        return Set.of(Traffic.REQUESTS);
    }

    @Override
    public Optional<Policy> rival(Policy policy, TargetRef target) {
        return holders.rival(policy, target);
    }

    @Override
    public Condition accepted(Policy policy, @Nullable String confined) {
        return switch (policy) {
            case BackendTrafficPolicy it -> accepted(it);
            case UnreadablePolicy it ->
                BackendTrafficPolicyConditions.unreadable(
                        it.why().field(), it.why().cause(), it.why().remedy());
            case BackendTlsPolicy _, TelemetryPolicy _ ->
                throw new IllegalArgumentException("A policy of another kind");
        };
    }

    /** These policies refer to nothing but their targets. */
    @Override
    public Optional<Condition> resolvedRefs(Policy policy, @Nullable String confined) {
        return Optional.empty();
    }

    @Override
    public Condition acceptedInPart(List<String> rivals) {
        return BackendTrafficPolicyConditions.acceptedInPart(rivals);
    }

    @Override
    public Condition conflicted(List<String> rivals) {
        return BackendTrafficPolicyConditions.conflicted(rivals);
    }

    /** One that asks for nothing leaves its targets to others. */
    private static boolean competes(Policy policy) {
        return !(policy instanceof BackendTrafficPolicy it) || it.session() != null || it.retries() != null;
    }

    private static Optional<RetryAllowance> retries(Policy policy) {
        var limit = policy instanceof BackendTrafficPolicy it && accepted(it).holds() ? it.retries() : null;
        return Optional.ofNullable(limit)
                .map(it -> new RetryAllowance(it.percent(), it.interval(), it.count(), it.per()));
    }

    private static Optional<StickySession> session(Policy policy) {
        var session = policy instanceof BackendTrafficPolicy it ? it.session() : null;
        return session != null && SessionReader.read(session) instanceof SessionVerdict.Usable(var usable)
                ? Optional.of(usable)
                : Optional.empty();
    }

    private static Condition accepted(BackendTrafficPolicy policy) {
        var session = policy.session();
        if (session == null && policy.retries() == null) {
            return BackendTrafficPolicyConditions.nothingAskedFor();
        }
        if (session != null && SessionReader.read(session) instanceof SessionVerdict.Unusable(var why)) {
            return BackendTrafficPolicyConditions.invalid(why);
        }
        var retries = policy.retries();
        var fault = retries == null ? Optional.<Condition>empty() : RetryLimits.fault(retries);
        if (fault.isPresent()) {
            return fault.get();
        }
        return policy.loose().isEmpty()
                ? BackendTrafficPolicyConditions.accepted()
                : BackendTrafficPolicyConditions.acceptedLoosely(policy.loose());
    }
}
