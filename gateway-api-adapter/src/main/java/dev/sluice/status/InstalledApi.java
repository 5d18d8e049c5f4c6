package dev.sluice.status;

import dev.sluice.condition.ClassConditions;
import dev.sluice.condition.Condition;
import dev.sluice.resource.StatusDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which Gateway API a cluster has, as its CRDs say. A folder has none.
 *
 * @param bundleVersions of each CRD, such as {@code v1.7.0} of {@code gateways.gateway.networking.k8s.io}; empty text
 *     where the CRD does not say; no entries where CRDs may not be read
 * @param features how {@code status.supportedFeatures} of a GatewayClass is written
 */
public record InstalledApi(SortedMap<String, String> bundleVersions, FeatureForm features) {

    /** What is assumed where CRDs may not be read: the form of every version since v1.2. */
    public static final InstalledApi UNKNOWN = new InstalledApi(new TreeMap<>(), FeatureForm.OBJECTS);

    private static final String FEATURES = "supportedFeatures";
    private static final String CONDITIONS = "conditions";

    public InstalledApi {
        bundleVersions = Collections.unmodifiableSortedMap(new TreeMap<>(bundleVersions));
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

    /** The same document as this API takes it; that of a GatewayClass also says whether the API is supported. */
    public StatusDocument fit(StatusDocument document) {
        if (!document.kind().equals("GatewayClass")) {
            return document;
        }
        var status = new LinkedHashMap<>(document.status());
        status.computeIfPresent(CONDITIONS, (name, conditions) -> withSupportedVersion((List<?>) conditions));
        switch (features) {
            case OBJECTS -> {
                // As the document has it.
            }
            case STRINGS -> status.put(FEATURES, SupportedFeatures.NAMES);
            case NONE -> status.remove(FEATURES);
        }
        return new StatusDocument(document.apiVersion(), document.kind(), document.name(), status);
    }

    private List<?> withSupportedVersion(List<?> conditions) {
        if (bundleVersions.isEmpty()) {
            return conditions;
        }
        var all = new ArrayList<Object>(conditions);
        all.add(ConditionList.entry(ConditionList.generation(conditions), supportedVersion()));
        return List.copyOf(all);
    }

    private Condition supportedVersion() {
        return bundleVersions.entrySet().stream()
                .filter(crd -> !BundleVersion.isSupported(crd.getValue()))
                .findFirst()
                .map(crd -> ClassConditions.unsupportedVersion(crd.getKey(), crd.getValue(), BundleVersion.RANGE))
                .orElseGet(() -> ClassConditions.supportedVersion(versions(), BundleVersion.RANGE));
    }

    private String versions() {
        return String.join(
                ", ", bundleVersions.values().stream().distinct().sorted().toList());
    }
}
