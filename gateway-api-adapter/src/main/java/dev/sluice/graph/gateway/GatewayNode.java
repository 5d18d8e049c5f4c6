package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import dev.sluice.resource.Gateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Gateway of one of our classes.
 *
 * @param accepted condition Accepted
 * @param listeners its own, in the order of the object
 * @param listenerSets those that name it, in the order of precedence; also those that it does not let in
 * @param clientCertificate what it shows to backends
 * @param provision how requests come to it
 */
public record GatewayNode(
        Gateway resource,
        Condition accepted,
        List<ListenerNode> listeners,
        List<ListenerSetNode> listenerSets,
        ClientCertificateVerdict clientCertificate,
        Provision provision) {

    public GatewayNode {
        listeners = List.copyOf(listeners);
        listenerSets = List.copyOf(listenerSets);
    }

    /** Its namespace and name, with a slash between them. */
    public String name() {
        return resource.name().toString();
    }

    /** The only namespace whose Secrets and ConfigMaps can be read by the pods that serve it; null: all. */
    public @Nullable String confined() {
        return provision.isByOwnPods() ? resource.name().namespace() : null;
    }

    /** Those whose pods can read Secrets and ConfigMaps of only one namespace, with that namespace. */
    public static Map<ParentId, String> confined(List<GatewayNode> gateways) {
        var confined = new HashMap<ParentId, String>();
        for (GatewayNode gateway : gateways) {
            var name = gateway.resource().name();
            var namespace = gateway.confined();
            if (namespace != null) {
                confined.put(new ParentId(ParentId.Kind.GATEWAY, name.namespace(), name.name()), namespace);
            }
        }
        return confined;
    }

    /** Its own and those of its ListenerSets, in the order of precedence. */
    public List<ListenerNode> allListeners() {
        return Stream.concat(
                        listeners.stream(),
                        listenerSets.stream().flatMap(listenerSet -> listenerSet.listeners().stream()))
                .toList();
    }
}
