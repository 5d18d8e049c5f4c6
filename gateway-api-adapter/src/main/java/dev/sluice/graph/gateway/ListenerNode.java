package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Listener and what was found about it.
 *
 * @param socket its Gateway and port
 * @param supportedKinds the route kinds that it takes; empty where its protocol is not served
 * @param conditions Accepted, Conflicted, ResolvedRefs, and OverlappingTLSConfig where it applies
 */
public record ListenerNode(
        ListenerId id,
        PortId socket,
        Hostname hostname,
        Gateway.Listener resource,
        List<Gateway.RouteKind> supportedKinds,
        List<Condition> conditions,
        Verdict verdict) {

    public ListenerNode {
        supportedKinds = List.copyOf(supportedKinds);
        conditions = List.copyOf(conditions);
    }

    /** The same with one condition more. */
    ListenerNode with(Condition condition) {
        var all = new ArrayList<>(conditions);
        all.add(condition);
        return new ListenerNode(id, socket, hostname, resource, supportedKinds, all, verdict);
    }

    /** Names of those that are not served, in order. */
    static List<String> notServed(List<ListenerNode> nodes) {
        return nodes.stream()
                .filter(node -> node.verdict() instanceof Verdict.NotServed)
                .map(node -> node.id().name())
                .toList();
    }

    /** What becomes of its connections. */
    public ListenerMode mode() {
        return Protocols.mode(resource);
    }

    /** Whether the Listener's protocol is one that Sluice serves. */
    public boolean protocolIsServed() {
        return Protocols.served(resource.protocol()).isPresent();
    }

    /** Whether requests, or connections, shall reach the Listener. */
    public sealed interface Verdict {

        /**
         * They shall.
         *
         * @param addresses at least one; the same for all Listeners of the socket
         * @param certificates at least one where TLS is ended, else none
         * @param clientValidation what is asked of clients; null: nothing
         * @param filters what runs before a rule is looked for, in order
         */
        record Served(
                SocketProtocol protocol,
                List<BindAddress> addresses,
                List<Certificate> certificates,
                @Nullable ClientValidation clientValidation,
                List<RouteFilter> filters)
                implements Verdict {

            public Served {
                addresses = List.copyOf(addresses);
                certificates = List.copyOf(certificates);
                filters = List.copyOf(filters);
            }
        }

        /** They shall, as soon as there is a port of the data plane's pods for the socket. */
        record Unplaced() implements Verdict {}

        /**
         * They shall not; the conditions say why.
         *
         * @param keepsHostname whether its hostname is refused on the port as long as others are served there: clients
         *     whom it would have asked for a certificate must not be admitted by a wider Listener, and octets must not
         *     reach its backends
         */
        record NotServed(boolean keepsHostname) implements Verdict {}
    }
}
