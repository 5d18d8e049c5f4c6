package dev.sluice.graph.gateway;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSetId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The object that declares Listeners of a Gateway.
 *
 * @param listenerSet null: the Gateway itself
 */
record ListenerParent(Gateway gateway, @Nullable ListenerSet listenerSet) {

    List<Gateway.Listener> listeners() {
        return listenerSet == null
                ? gateway.spec().listeners()
                : listenerSet.spec().listeners();
    }

    ObjectName name() {
        return listenerSet == null ? gateway.name() : listenerSet.name();
    }

    /** Grants for a Gateway are not for its ListenerSets, nor the other way round. Source: GEP-1713. */
    Grants.Referrer referrer() {
        return listenerSet == null
                ? new Grants.Referrer(
                        gateway.kind().group(),
                        gateway.kind().word(),
                        gateway.name().namespace())
                : new Grants.Referrer(
                        listenerSet.kind().group(),
                        listenerSet.kind().word(),
                        listenerSet.name().namespace());
    }

    ListenerId id(Gateway.Listener listener) {
        var owner = listenerSet == null
                ? null
                : new ListenerSetId(
                        listenerSet.kind().word(),
                        listenerSet.name().namespace(),
                        listenerSet.name().name());
        return new ListenerId(gateway.name().namespace(), gateway.name().name(), owner, listener.name());
    }

    /** Of the Gateway, whoever declares the Listener: all of them share its addresses. */
    PortId socket(Gateway.Listener listener) {
        var name = gateway.name();
        return new PortId(
                new ParentId(ParentId.Kind.GATEWAY, name.namespace(), name.name()),
                Protocols.ip(listener.protocol()),
                listener.port());
    }

    /**
     * The object that declares a Listener, in words for those who may read a namespace: of a ListenerSet elsewhere,
     * which is not theirs, only that there is one.
     */
    static String describedTo(String namespace, ListenerId listener) {
        return listener.listenerSet() == null || listener.namespace().equals(namespace)
                ? listener.declarer()
                : "a ListenerSet of another namespace";
    }
}
