package dev.sluice.infrastructure;

import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.GatewayServiceName;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may read what is no secret, everywhere: the accounts that Gateways with pods of their own have, as the subjects
 * of one ClusterRoleBinding.
 */
public final class ReaderBinding {

    private ReaderBinding() {}

    /**
     * The accounts as subjects, by namespace and name.
     *
     * @param hasAccount asked for every Gateway: whether an account was made for it
     */
    public static ArrayNode subjects(Graph graph, Predicate<Gateway> hasAccount) {
        var subjects = JsonNodeFactory.instance.arrayNode();
        graph.gateways().stream()
                .map(GatewayNode::resource)
                .filter(hasAccount)
                .map(GatewayServiceName::of)
                .sorted()
                .map(ReaderBinding::subject)
                .forEach(subjects::add);
        return subjects;
    }

    static ObjectNode subject(ObjectName account) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "ServiceAccount")
                .put("name", account.name())
                .put("namespace", account.namespace());
    }
}
