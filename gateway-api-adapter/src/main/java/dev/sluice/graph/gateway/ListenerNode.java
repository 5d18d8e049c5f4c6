package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Certificate;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerProtocol;
import dev.sluice.config.listener.SocketId;
import dev.sluice.config.match.Hostname;
import dev.sluice.resource.Gateway;
import java.util.List;

/**
 * A Listener and what was found about it.
 *
 * @param socket its Gateway and port
 * @param supportedKinds the route kinds that it takes; empty where its protocol is not served
 * @param conditions Accepted, Conflicted and ResolvedRefs
 */
public record ListenerNode(
        ListenerId id,
        SocketId socket,
        Hostname hostname,
        Gateway.Listener resource,
        List<Gateway.RouteKind> supportedKinds,
        List<Condition> conditions,
        Verdict verdict) {

    public ListenerNode {
        supportedKinds = List.copyOf(supportedKinds);
        conditions = List.copyOf(conditions);
    }

    /** Whether the Listener's protocol is one that Sluice serves. */
    public boolean protocolIsServed() {
        return Protocols.served(resource.protocol()).isPresent();
    }

    /** Whether requests shall reach the Listener. */
    public sealed interface Verdict {

        /**
         * They shall.
         *
         * @param addresses at least one; the same for all Listeners of the socket
         * @param certificates at least one for HTTPS, none for HTTP
         */
        record Served(ListenerProtocol protocol, List<BindAddress> addresses, List<Certificate> certificates)
                implements Verdict {

            public Served {
                addresses = List.copyOf(addresses);
                certificates = List.copyOf(certificates);
            }
        }

        /** They shall, as soon as there is a port of the data plane's pods for the socket. */
        record Unplaced() implements Verdict {}

        /** They shall not; the conditions say why. */
        record NotServed() implements Verdict {}
    }
}
