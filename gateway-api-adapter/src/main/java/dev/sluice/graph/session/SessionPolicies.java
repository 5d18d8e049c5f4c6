package dev.sluice.graph.session;

import dev.sluice.condition.Condition;
import dev.sluice.condition.SessionPolicyConditions;
import dev.sluice.config.route.StickySession;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.target.TargetHolders;
import dev.sluice.graph.target.TargetedPolicies;
import dev.sluice.graph.target.Traffic;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Policy;
import dev.sluice.resource.SessionPolicy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.UnreadablePolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which policy says how clients keep to an endpoint of a backend. One that cannot be served leaves its targets without
 * sessions: stickiness protects nobody, and an answer from any endpoint is better than none. Source:
 * BackendLBPolicySpec, BackendTrafficPolicySpec.
 */
public final class SessionPolicies implements TargetedPolicies {

    private final TargetHolders holders;

    /** Those of one state. */
    public SessionPolicies(Reading reading) {
        this.holders = new TargetHolders(reading, Kinds.SESSION_POLICIES, SessionPolicies::competes);
    }

    /**
     * What is asked for of a Service or ServiceImport, whichever rule leads to it; empty: nothing that can be served.
     */
    public Optional<StickySession> of(BackendName backend) {
        return holders.of(backend, null).flatMap(SessionPolicies::session);
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
    public Condition accepted(Policy policy) {
        return switch (policy) {
            case SessionPolicy it -> accepted(it);
            case UnreadablePolicy it ->
                SessionPolicyConditions.unreadable(
                        it.why().field(), it.why().cause(), it.why().remedy());
            case BackendTlsPolicy _ -> throw new IllegalArgumentException("A policy of another kind");
        };
    }

    /** These policies refer to nothing but their targets. */
    @Override
    public Optional<Condition> resolvedRefs(Policy policy) {
        return Optional.empty();
    }

    @Override
    public Condition acceptedInPart(List<String> rivals) {
        return SessionPolicyConditions.acceptedInPart(rivals);
    }

    @Override
    public Condition conflicted(List<String> rivals) {
        return SessionPolicyConditions.conflicted(rivals);
    }

    /** One that asks for no session leaves its targets to others. */
    private static boolean competes(Policy policy) {
        return !(policy instanceof SessionPolicy it) || it.session() != null;
    }

    private static Optional<StickySession> session(Policy policy) {
        var session = policy instanceof SessionPolicy it ? it.session() : null;
        return session != null && SessionReader.read(session) instanceof SessionVerdict.Usable(var usable)
                ? Optional.of(usable)
                : Optional.empty();
    }

    private static Condition accepted(SessionPolicy policy) {
        var session = policy.session();
        if (session == null) {
            return policy.unsupported().isEmpty()
                    ? SessionPolicyConditions.nothingAskedFor()
                    : SessionPolicyConditions.fieldsNotServed(policy.unsupported());
        }
        return switch (SessionReader.read(session)) {
            case SessionVerdict.Unusable(var fault) -> SessionPolicyConditions.invalid(fault);
            case SessionVerdict.Usable _
            when !policy.unsupported().isEmpty() -> SessionPolicyConditions.acceptedWithout(policy.unsupported());
            case SessionVerdict.Usable _
            when !policy.loose().isEmpty() -> SessionPolicyConditions.acceptedLoosely(policy.loose());
            case SessionVerdict.Usable _ -> SessionPolicyConditions.accepted();
        };
    }
}
