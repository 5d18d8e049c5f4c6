package dev.sluice.graph.trust;

import dev.sluice.condition.TrustFault;
import dev.sluice.config.tls.Trust;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.ClusterTrustBundle;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows references to certificates of issuers. Source: FrontendTLSValidation.caCertificateRefs,
 * BackendTLSPolicyValidation.caCertificateRefs.
 */
public final class CaCertificateRefs {

    private final Map<ObjectName, ConfigMap> configMaps;
    private final Map<ObjectName, Secret> secrets;
    private final Map<ObjectName, ClusterTrustBundle> trustBundles;
    private final Grants grants;
    private final CaBundles bundles;

    /**
     * Follows references within one state.
     *
     * @param bundles what was found in objects before
     */
    public CaCertificateRefs(Reading reading, Grants grants, CaBundles bundles) {
        this.configMaps = reading.byName(Kinds.CONFIG_MAP);
        this.secrets = reading.byName(Kinds.SECRET);
        this.trustBundles = reading.byName(Kinds.CLUSTER_TRUST_BUNDLE);
        this.grants = grants;
        this.bundles = bundles;
    }

    /**
     * Follows all references of a list. Whether one is permitted is judged before whether its object exists, so that a
     * refusal says nothing about other namespaces.
     *
     * @param confined the only namespace whose objects can be read by the pods that use them; null: all
     */
    public TrustVerdict resolve(Grants.Referrer referrer, List<ObjectReference> refs, @Nullable String confined) {
        var sources = new ArrayList<String>();
        var pem = new StringBuilder();
        var faults = new ArrayList<TrustFault>();
        for (ObjectReference ref : refs) {
            var object = object(referrer, ref);
            switch (resolve(referrer, ref, confined)) {
                case CaBundles.Bundle.Certificates(var certificates) -> {
                    sources.add(object);
                    pem.append(certificates);
                }
                case CaBundles.Bundle.Unusable(var fault) -> faults.add(fault);
            }
        }
        return new TrustVerdict(
                sources.isEmpty() ? null : new Trust.Anchors(String.join(", ", sources), pem.toString()), faults);
    }

    /**
     * The first reference of a list that some pods cannot follow.
     *
     * @param confined the only namespace whose objects these pods can read; null: they can read all
     */
    public Optional<TrustFault> outOfReach(
            Grants.Referrer referrer, List<ObjectReference> refs, @Nullable String confined) {
        return confined == null
                ? Optional.empty()
                : refs.stream()
                        .filter(ref -> isOutOfReach(referrer, ref, confined))
                        .findFirst()
                        .map(ref -> TrustFault.outOfReach(object(referrer, ref), confined));
    }

    private static boolean isOutOfReach(Grants.Referrer referrer, ObjectReference ref, String confined) {
        return kind(ref)
                .filter(Kind::namespaced)
                .map(kind -> name(referrer, ref, kind))
                .filter(name -> !name.namespace().equals(confined))
                .isPresent();
    }

    private CaBundles.Bundle resolve(Grants.Referrer referrer, ObjectReference ref, @Nullable String confined) {
        var kind = kind(ref);
        if (kind.isEmpty()) {
            return unusable(TrustFault.invalidKind(
                    ref.group().isEmpty() ? ref.kind() : ref.kind() + "." + ref.group(), ref.name()));
        }
        var name = name(referrer, ref, kind.get());
        if (kind.get().namespaced()) {
            var target = new Grants.Target(ref.group(), ref.kind(), name.namespace(), name.name());
            if (!grants.permits(referrer, target)) {
                return unusable(TrustFault.notPermitted(object(referrer, ref), referrer.kind(), referrer.namespace()));
            }
            if (confined != null && !confined.equals(name.namespace())) {
                return unusable(TrustFault.outOfReach(object(referrer, ref), confined));
            }
        }
        return find(kind.get(), name)
                .orElseGet(() -> unusable(TrustFault.notFound(object(referrer, ref), remedy(kind.get()))));
    }

    private Optional<CaBundles.Bundle> find(Kind<?> kind, ObjectName name) {
        if (kind.equals(Kinds.CONFIG_MAP)) {
            return Optional.ofNullable(configMaps.get(name)).map(bundles::of);
        }
        return kind.equals(Kinds.SECRET)
                ? Optional.ofNullable(secrets.get(name)).map(bundles::of)
                : Optional.ofNullable(trustBundles.get(name)).map(bundles::of);
    }

    private static Optional<Kind<?>> kind(ObjectReference ref) {
        return List.<Kind<?>>of(Kinds.CONFIG_MAP, Kinds.SECRET, Kinds.CLUSTER_TRUST_BUNDLE).stream()
                .filter(kind -> kind.isNamedBy(ref.group(), ref.kind()))
                .findFirst();
    }

    private static ObjectName name(Grants.Referrer referrer, ObjectReference ref, Kind<?> kind) {
        var namespace = ref.namespace() == null ? referrer.namespace() : ref.namespace();
        return new ObjectName(kind.namespaced() ? namespace : "", ref.name());
    }

    private static String object(Grants.Referrer referrer, ObjectReference ref) {
        return kind(ref)
                .map(kind -> kind.namespaced()
                        ? kind.word() + " " + name(referrer, ref, kind)
                        : kind.word() + " " + ref.name())
                .orElse(ref.name());
    }

    private static String remedy(Kind<?> kind) {
        return kind.equals(Kinds.CLUSTER_TRUST_BUNDLE)
                ? "create it, or use a ConfigMap"
                : "create it with the key ca.crt";
    }

    private static CaBundles.Bundle unusable(TrustFault fault) {
        return new CaBundles.Bundle.Unusable(fault);
    }
}
