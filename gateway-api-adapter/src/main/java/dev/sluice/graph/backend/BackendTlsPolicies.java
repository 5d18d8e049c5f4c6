package dev.sluice.graph.backend;

import dev.sluice.condition.Condition;
import dev.sluice.condition.PolicyConditions;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.target.TargetHolders;
import dev.sluice.graph.target.TargetedPolicies;
import dev.sluice.graph.target.Traffic;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.Service;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.UnreadablePolicy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which policy says how a port of a Service or ServiceImport is reached by TLS. Source:
 * BackendTLSPolicySpec.targetRefs.
 */
public final class BackendTlsPolicies implements TargetedPolicies {

    private static final String SYSTEM = "System";

    private final Map<ObjectName, Policy> byName;
    private final TargetHolders holders;
    private final Reading reading;
    private final CaCertificateRefs issuers;
    private final Memo<ObjectName, TlsVerdict> verdicts;

    /**
     * Those of one state.
     *
     * @param verdicts those that hold
     */
    public BackendTlsPolicies(Reading reading, CaCertificateRefs issuers, Memo<ObjectName, TlsVerdict> verdicts) {
        this.byName = reading.byName(Kinds.BACKEND_TLS_POLICY);
        this.holders = new TargetHolders(reading, List.of(Kinds.BACKEND_TLS_POLICY), _ -> true);
        this.reading = reading;
        this.issuers = issuers;
        this.verdicts = verdicts;
    }

    /**
     * The one that a port is reached by: of those that name the port the oldest, else of those that name the whole
     * backend.
     */
    Optional<Policy> of(PortedBackend backend, Service.Port port) {
        return holders.of(backend.name(), port.name()).or(() -> holders.of(backend.name(), null));
    }

    @Override
    public Set<Traffic> traffic() {
        return Set.of(Traffic.REQUESTS, Traffic.OCTETS);
    }

    @Override
    public Optional<Policy> rival(Policy policy, TargetRef target) {
        return holders.rival(policy, target);
    }

    @Override
    public Condition accepted(Policy policy, @Nullable String confined) {
        return verdict(policy, confined).accepted();
    }

    @Override
    public Optional<Condition> resolvedRefs(Policy policy, @Nullable String confined) {
        return Optional.ofNullable(verdict(policy, confined).resolvedRefs());
    }

    @Override
    public Condition acceptedInPart(List<String> rivals) {
        return PolicyConditions.acceptedInPart(rivals);
    }

    @Override
    public Condition conflicted(List<String> rivals) {
        return PolicyConditions.conflicted(rivals);
    }

    /**
     * What a policy asks for, as pods see it.
     *
     * @param confined the only namespace whose Secrets and ConfigMaps these pods can read; null: they can read all
     */
    TlsVerdict verdict(Policy policy, @Nullable String confined) {
        var verdict = verdict(policy);
        return policy instanceof BackendTlsPolicy it
                ? issuers.outOfReach(referrer(it), it.validation().caCertificateRefs(), confined)
                        .<TlsVerdict>map(fault -> new TlsVerdict.Refused(
                                PolicyConditions.noIssuer(), PolicyConditions.issuersNotResolved(fault)))
                        .orElse(verdict)
                : verdict;
    }

    /** It is asked for by its name, so that the verdict ends when it changes. */
    private TlsVerdict verdict(Policy policy) {
        return verdicts.of(policy.name(), reading, () -> judge(byName.get(policy.name())));
    }

    private TlsVerdict judge(@Nullable Policy policy) {
        return switch (policy) {
            case null -> throw new IllegalStateException("A policy of another state");
            case BackendTlsPolicy it -> judge(it);
            case BackendTrafficPolicy _, TelemetryPolicy _ ->
                throw new IllegalArgumentException("A policy of another kind");
            case UnreadablePolicy it ->
                new TlsVerdict.Refused(
                        PolicyConditions.unreadable(
                                it.why().field(), it.why().cause(), it.why().remedy()),
                        null);
        };
    }

    private TlsVerdict judge(BackendTlsPolicy policy) {
        if (!policy.unsupported().isEmpty()) {
            return new TlsVerdict.Refused(
                    PolicyConditions.fieldsNotServed(policy.unsupported()), PolicyConditions.resolvedRefs());
        }
        var wellKnown = policy.validation().wellKnown();
        if (wellKnown == null) {
            return byReferences(policy);
        }
        return wellKnown.equals(SYSTEM)
                ? usable(policy, Trust.WellKnown.SYSTEM)
                : new TlsVerdict.Refused(PolicyConditions.wellKnown(wellKnown), PolicyConditions.resolvedRefs());
    }

    private TlsVerdict byReferences(BackendTlsPolicy policy) {
        var trust = issuers.resolve(referrer(policy), policy.validation().caCertificateRefs(), null);
        var resolvedRefs = trust.faults().isEmpty()
                ? PolicyConditions.resolvedRefs()
                : PolicyConditions.issuersNotResolved(trust.faults().getFirst());
        var anchors = trust.anchors();
        return anchors == null
                ? new TlsVerdict.Refused(PolicyConditions.noIssuer(), resolvedRefs)
                : new TlsVerdict.Usable(tls(policy.validation(), anchors), accepted(policy), resolvedRefs);
    }

    private static Grants.Referrer referrer(BackendTlsPolicy policy) {
        var kind = policy.kind();
        return new Grants.Referrer(kind.group(), kind.word(), policy.name().namespace());
    }

    private static TlsVerdict usable(BackendTlsPolicy policy, Trust trust) {
        return new TlsVerdict.Usable(
                tls(policy.validation(), trust), accepted(policy), PolicyConditions.resolvedRefs());
    }

    private static Condition accepted(BackendTlsPolicy policy) {
        return policy.version().equals("v1alpha2")
                ? PolicyConditions.acceptedInOldForm(policy.version())
                : PolicyConditions.accepted();
    }

    /** How connections are verified. */
    static BackendTls tls(BackendTlsPolicy.Validation validation, Trust trust) {
        var hostname = validation.hostname().toLowerCase(Locale.ROOT);
        var names = validation.subjectAltNames().stream()
                .map(BackendTlsPolicies::subjectName)
                .toList();
        return new BackendTls(
                hostname,
                names.isEmpty() ? List.of(new SubjectName(SubjectName.Type.HOSTNAME, hostname)) : names,
                trust,
                null);
    }

    private static SubjectName subjectName(BackendTlsPolicy.SubjectAltName name) {
        return name.type().equals("URI")
                ? new SubjectName(SubjectName.Type.URI, name.value())
                : new SubjectName(SubjectName.Type.HOSTNAME, name.value().toLowerCase(Locale.ROOT));
    }
}
