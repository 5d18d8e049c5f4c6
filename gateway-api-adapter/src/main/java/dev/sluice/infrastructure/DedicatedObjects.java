package dev.sluice.infrastructure;

import dev.sluice.graph.gateway.Provision.Pods;
import dev.sluice.infrastructure.InfrastructureSettings.Dedicated;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Gateway has beside its Service when it has pods of its own: an account for them, the right of that account to
 * read what is secret in the Gateway's namespace, and a Deployment. All have the Service's name.
 *
 * @param spec of our own Deployment, as it is stored; is not changed
 */
public record DedicatedObjects(Dedicated settings, JsonNode spec) {

    /** Label of a Deployment that serves Gateways, and of what it needs; only such objects are watched. */
    public static final String DATA_PLANE = "sluice.dev/data-plane";

    private static final Map<String, String> LABELS = Map.of(DATA_PLANE, "dedicated");

    /** In the order in which they need each other. */
    List<ObjectNode> of(Gateway gateway, ObjectName name, Pods.Own pods) {
        return List.of(
                serviceAccount(gateway, name),
                roleBinding(gateway, name),
                DeploymentTree.of(spec, Mark.metadata(gateway, name, LABELS), gateway, pods.wish()));
    }

    private static ObjectNode serviceAccount(Gateway gateway, ObjectName name) {
        var account = JsonNodeFactory.instance.objectNode();
        account.put("apiVersion", "v1").put("kind", "ServiceAccount");
        account.set("metadata", Mark.metadata(gateway, name, LABELS));
        return account;
    }

    private ObjectNode roleBinding(Gateway gateway, ObjectName name) {
        var binding = JsonNodeFactory.instance.objectNode();
        binding.put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "RoleBinding");
        binding.set("metadata", Mark.metadata(gateway, name, LABELS));
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "ClusterRole")
                .put("name", settings.namespaceRole());
        binding.putArray("subjects").add(ReaderBinding.subject(name));
        return binding;
    }
}
