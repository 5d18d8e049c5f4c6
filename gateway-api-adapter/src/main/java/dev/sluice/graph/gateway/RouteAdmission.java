package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectName;
import java.util.HashMap;
import java.util.Map;

/** Which routes a Listener lets in. Source: AllowedRoutes. */
public final class RouteAdmission {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private final Map<ObjectName, Namespace> namespaces;

    /**
     * For one picture of the namespaces.
     *
     * @param namespaces those that are declared; others are implied and have the label of their name alone
     */
    public RouteAdmission(Map<ObjectName, Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    /** Whether a Listener takes routes of this kind from this namespace. */
    public boolean admits(ListenerNode listener, RouteKind kind, String namespace) {
        return listener.supportedKinds().contains(kind) && admits(listener, namespace);
    }

    private boolean admits(ListenerNode listener, String namespace) {
        var allowed = listener.resource().allowedRoutes();
        return switch (allowed.from()) {
            case "All" -> true;
            case "Same" -> listener.id().gatewayNamespace().equals(namespace);
            case "Selector" -> {
                var selector = allowed.selector();
                yield selector != null && Selection.selects(selector, labels(namespace));
            }
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
