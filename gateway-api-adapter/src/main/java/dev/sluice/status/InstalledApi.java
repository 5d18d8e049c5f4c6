package dev.sluice.status;

import static java.util.stream.Collectors.joining;

import dev.sluice.condition.ClassConditions;
import dev.sluice.condition.Condition;
import dev.sluice.resource.StatusDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which Gateway API a cluster has, as its CRDs say. A folder has none.
 *
 * @param crds by name, such as {@code gateways.gateway.networking.k8s.io}; none where CRDs may not be read
 * @param features how {@code status.supportedFeatures} of a GatewayClass is written
 */
public record InstalledApi(SortedMap<String, Crd> crds, FeatureForm features) {

    /** What is assumed where CRDs may not be read: the form of every version since v1.2. */
    public static final InstalledApi UNKNOWN = new InstalledApi(new TreeMap<>(), FeatureForm.OBJECTS);

    private static final String FEATURES = "supportedFeatures";
    private static final String CONDITIONS = "conditions";

    public InstalledApi {
        crds = Collections.unmodifiableSortedMap(new TreeMap<>(crds));
    }

    /**
     * What a CRD says of itself.
     *
     * @param bundleVersion such as {@code v1.7.0}; empty where it does not say
     * @param channel {@code standard} or {@code experimental}; empty where it does not say
     */
    public record Crd(String bundleVersion, String channel) {

        /** Of a version that is not known the newest that is. */
        int minor() {
            return BundleVersion.minor(bundleVersion).orElse(BundleVersion.LAST_MINOR);
        }

        boolean isExperimental() {
            return channel.equals("experimental");
        }
    }

    /** How a CRD wants the names of features. */
    public enum FeatureForm {
        /** Each as {@code {name: …}}; since v1.2. */
        OBJECTS,
        /** Each as text; v1.1 of the experimental channel. */
        STRINGS,
        /** Not at all; v1.1 of the standard channel. */
        NONE
    }

    /**
     * The same document as this API takes it. That of a GatewayClass also says whether the API is supported; of the
     * features of a class and of an XMesh, only those for which it has fields.
     */
    public StatusDocument fit(StatusDocument document) {
        return switch (document.kind()) {
            case "GatewayClass" -> with(document, ofClass(document.status()));
            case "XMesh" -> with(document, ofMesh(document.status()));
            default -> document;
        };
    }

    private static StatusDocument with(StatusDocument document, Map<String, Object> status) {
        return new StatusDocument(document.apiVersion(), document.kind(), document.name(), status);
    }

    private Map<String, Object> ofClass(Map<String, Object> before) {
        var status = new LinkedHashMap<>(before);
        status.computeIfPresent(CONDITIONS, (name, conditions) -> withSupportedVersion((List<?>) conditions));
        switch (features) {
            case OBJECTS -> status.put(FEATURES, SupportedFeatures.objects(SupportedFeatures.in(crds)));
            case STRINGS -> status.put(FEATURES, SupportedFeatures.in(crds));
            case NONE -> status.remove(FEATURES);
        }
        return status;
    }

    private Map<String, Object> ofMesh(Map<String, Object> before) {
        var status = new LinkedHashMap<>(before);
        status.put(FEATURES, SupportedFeatures.objects(SupportedFeatures.ofMeshIn(crds)));
        return status;
    }

    private List<?> withSupportedVersion(List<?> conditions) {
        if (crds.isEmpty()) {
            return conditions;
        }
        var all = new ArrayList<Object>(conditions);
        all.add(ConditionList.entry(ConditionList.generation(conditions), supportedVersion()));
        return List.copyOf(all);
    }

    private Condition supportedVersion() {
        return crds.entrySet().stream()
                .filter(crd -> !BundleVersion.isSupported(crd.getValue().bundleVersion()))
                .findFirst()
                .map(crd -> ClassConditions.unsupportedVersion(
                        crd.getKey(), crd.getValue().bundleVersion(), BundleVersion.RANGE))
                .orElseGet(() -> ClassConditions.supportedVersion(versions(), BundleVersion.RANGE));
    }

    private String versions() {
        return crds.values().stream()
                .map(Crd::bundleVersion)
                .distinct()
                .sorted()
                .collect(joining(", "));
    }
}
