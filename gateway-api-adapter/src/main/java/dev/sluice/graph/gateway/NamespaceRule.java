package dev.sluice.graph.gateway;

import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From which namespaces objects are let in. Source: RouteNamespaces, ListenerNamespaces. */
final class NamespaceRule {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private final Map<ObjectName, Namespace> namespaces;

    /**
     * For one picture of the namespaces.
     *
     * @param namespaces those that are declared; others are implied and have the label of their name alone
     */
    NamespaceRule(Map<ObjectName, Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * Whether an object is let in.
     *
     * @param from {@code All}, {@code Selector} or {@code Same}; anything else lets nothing in
     * @param own namespace of the object that has the rule
     * @param other namespace of the object that wants in
     */
    boolean admits(String from, @Nullable LabelSelector selector, String own, String other) {
        return switch (from) {
            case "All" -> true;
            case "Same" -> own.equals(other);
            case "Selector" -> selector != null && Selection.selects(selector, labels(other));
            default -> false;
        };
    }

    /** As the API server labels a namespace: its name is one of its labels. */
    private Map<String, String> labels(String namespace) {
        var labels = new HashMap<String, String>();
        var declared = namespaces.get(new ObjectName("", namespace));
        if (declared != null) {
            labels.putAll(declared.metadata().labels());
        }
        labels.put(NAME_LABEL, namespace);
        return labels;
    }
}
