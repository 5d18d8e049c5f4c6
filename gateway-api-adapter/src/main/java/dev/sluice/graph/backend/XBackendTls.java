package dev.sluice.graph.backend;

import dev.sluice.condition.Condition;
import dev.sluice.condition.XBackendConditions;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.Trust;
import dev.sluice.graph.gateway.BackendCertificates;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.resource.BackendTlsPolicy.Validation;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.XBackend;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the TLS of XBackends. One that cannot be had refuses the XBackend. Source: BackendTLS. */
final class XBackendTls {

    static final String NONE = "None";
    private static final String SERVER_ONLY = "ServerOnly";
    private static final String BOTH = "ClientAndServer";
    private static final String SYSTEM = "System";

    private final CaCertificateRefs issuers;
    private final BackendCertificates certificates;

    XBackendTls(CaCertificateRefs issuers, BackendCertificates certificates) {
        this.issuers = issuers;
        this.certificates = certificates;
    }

    /** What becomes of a TLS. */
    sealed interface Verdict {

        /**
         * Connections are like this.
         *
         * @param tls null: clear text
         * @param resolvedRefs null: it refers to nothing
         */
        record Usable(@Nullable BackendTls tls, @Nullable Condition resolvedRefs) implements Verdict {}

        /**
         * None must be opened.
         *
         * @param conditions Accepted, and ResolvedRefs where it refers to anything
         */
        record Refused(List<Condition> conditions) implements Verdict {}
    }

    /** Reads one. */
    Verdict read(XBackend object, XBackend.Tls tls) {
        return switch (tls.mode()) {
            case NONE -> new Verdict.Usable(null, null);
            case SERVER_ONLY, BOTH ->
                misfit(tls)
                        .<Verdict>map(fault -> new Verdict.Refused(List.of(fault)))
                        .orElseGet(() -> verified(object, tls));
            default ->
                refused(XBackendConditions.invalid(
                        "spec.tls.mode",
                        tls.mode() + " is not supported",
                        "use " + NONE + ", " + SERVER_ONLY + " or " + BOTH));
        };
    }

    /** What the API server refuses, but a stored object may have from before. */
    private static Optional<Condition> misfit(XBackend.Tls tls) {
        if (tls.validation() == null) {
            return Optional.of(XBackendConditions.invalid("spec.tls.validation", "missing", "add it"));
        }
        boolean isShown = tls.clientCertificateRef() != null;
        if (isShown == tls.mode().equals(BOTH)) {
            return Optional.empty();
        }
        return Optional.of(
                isShown
                        ? XBackendConditions.invalid(
                                "spec.tls.clientCertificateRef",
                                "not for mode " + tls.mode(),
                                "remove it, or use " + BOTH)
                        : XBackendConditions.invalid("spec.tls.clientCertificateRef", "missing", "add it"));
    }

    /**
     * What becomes of a usable one where pods that can read Secrets and ConfigMaps of only one namespace need others;
     * empty where they need no others.
     *
     * @param confined that namespace
     */
    Optional<Verdict.Refused> outOfReach(XBackend object, XBackend.Tls tls, String confined) {
        var referrer = referrer(object);
        var refs = tls.validation() == null
                ? List.<ObjectReference>of()
                : tls.validation().caCertificateRefs();
        return issuers.outOfReach(referrer, refs, confined)
                .map(fault -> refused(XBackendConditions.noIssuer(), XBackendConditions.issuersNotResolved(fault)))
                .or(() -> Optional.ofNullable(tls.clientCertificateRef())
                        .map(ref -> certificates.resolve(referrer, ref, confined))
                        .flatMap(verdict -> verdict instanceof BackendCertificates.Verdict.Refused(var fault)
                                ? Optional.of(refused(XBackendConditions.noClientCertificate(), fault))
                                : Optional.empty()));
    }

    private static Grants.Referrer referrer(XBackend object) {
        return new Grants.Referrer(
                object.kind().group(), object.kind().word(), object.name().namespace());
    }

    private Verdict verified(XBackend object, XBackend.Tls tls) {
        var referrer = referrer(object);
        var validation = Objects.requireNonNull(tls.validation());
        var wellKnown = validation.wellKnown();
        if (wellKnown != null) {
            return wellKnown.equals(SYSTEM)
                    ? shown(referrer, tls.clientCertificateRef(), validation, Trust.WellKnown.SYSTEM, null)
                    : refused(XBackendConditions.invalid(
                            "spec.tls.validation.wellKnownCACertificates",
                            wellKnown + " is not supported",
                            "use System or caCertificateRefs"));
        }
        var trust = issuers.resolve(referrer, validation.caCertificateRefs(), null);
        var unresolved = trust.faults().isEmpty()
                ? null
                : XBackendConditions.issuersNotResolved(trust.faults().getFirst());
        var anchors = trust.anchors();
        return anchors == null
                ? refused(XBackendConditions.noIssuer(), unresolved)
                : shown(referrer, tls.clientCertificateRef(), validation, anchors, unresolved);
    }

    /** @param unresolved condition ResolvedRefs of issuers of which some lead nowhere; null: none does */
    private Verdict shown(
            Grants.Referrer referrer,
            @Nullable ObjectReference clientCertificate,
            Validation validation,
            Trust trust,
            @Nullable Condition unresolved) {
        var resolved = unresolved == null ? XBackendConditions.resolvedRefs() : unresolved;
        if (clientCertificate == null) {
            boolean refersToNothing = validation.caCertificateRefs().isEmpty();
            return new Verdict.Usable(tls(validation, trust, null), refersToNothing ? null : resolved);
        }
        return switch (certificates.resolve(referrer, clientCertificate, null)) {
            case BackendCertificates.Verdict.Usable(var certificate) ->
                new Verdict.Usable(tls(validation, trust, certificate), resolved);
            case BackendCertificates.Verdict.Refused(var fault) ->
                refused(XBackendConditions.noClientCertificate(), fault);
        };
    }

    private static BackendTls tls(Validation validation, Trust trust, @Nullable Certificate shown) {
        var tls = BackendTlsPolicies.tls(validation, trust);
        return shown == null ? tls : tls.showing(shown);
    }

    private static Verdict.Refused refused(Condition accepted) {
        return refused(accepted, null);
    }

    private static Verdict.Refused refused(Condition accepted, @Nullable Condition resolvedRefs) {
        return new Verdict.Refused(Stream.concat(Stream.of(accepted), Stream.ofNullable(resolvedRefs))
                .toList());
    }
}
