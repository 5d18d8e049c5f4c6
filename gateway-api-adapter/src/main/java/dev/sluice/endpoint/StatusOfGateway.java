package dev.sluice.endpoint;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents belong to one Gateway: its own, those of the ListenerSets and routes that it serves, and those of
 * routes that name it.
 *
 * @param gateway {@code namespace/name}
 * @param served kinds and names of what it serves
 */
record StatusOfGateway(String gateway, Set<String> served) {

    static StatusOfGateway of(String gateway, GatewayConfig config) {
        var served = new HashSet<String>();
        served.add("Gateway " + gateway);
        for (ListenerSocket socket : config.sockets()) {
            if (ServedConfig.gateway(socket).equals(gateway)) {
                socket.listeners().forEach(listener -> {
                    served.add(listener.id().declarer());
                    listener.routes().forEach(route -> served.add(route.id().toString()));
                });
            }
        }
        return new StatusOfGateway(gateway, served);
    }

    boolean has(StatusDocument document) {
        return served.contains(key(document)) || names(document);
    }

    /** Kind and name, such as {@code HTTPRoute shop/cart}. */
    static String key(StatusDocument document) {
        return document.kind() + " " + document.name();
    }

    private boolean names(StatusDocument document) {
        return document.status().get("parents") instanceof List<?> parents
                && parents.stream()
                        .anyMatch(parent -> parent instanceof Map<?, ?> entry
                                && entry.get("parentRef") instanceof Map<?, ?> ref
                                && isThis(ref, document.name()));
    }

    private boolean isThis(Map<?, ?> ref, ObjectName route) {
        Object namespace = ref.get("namespace");
        return "Gateway".equals(ref.get("kind"))
                && gateway.equals((namespace == null ? route.namespace() : namespace) + "/" + ref.get("name"));
    }
}
